import type { Event } from "@codex/protocol";

/** Whether an event is only a piece of an item that follows whole, so that a client which lags can do without it. */
export function isDelta({ msg }: Event): boolean {
  return msg.type.endsWith("_delta");
}
