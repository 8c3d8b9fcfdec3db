import { mayBeLost, type ThreadEventBody } from "@codex/core";

/** Whether the event goes over a plain subject, in order with the others of its kind: a section says where the text before it ends. */
export function isDelta(event: ThreadEventBody): event is Extract<ThreadEventBody, { type: "item-updated" }> {
  return event.type === "item-updated" && (mayBeLost(event) || event.update.type === "section");
}
