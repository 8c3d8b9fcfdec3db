import type { ResponseItem } from "@codex/protocol";
import { isContextMessage } from "./context-message.js";
import type { LoadedRollout } from "./load-rollout.js";

/** Whether the latest turn ended with its process, and the model has not been informed. */
export function isStopUnreported({ turns, items }: Pick<LoadedRollout, "turns" | "items">): boolean {
  if (turns.at(-1)?.interruption !== "closed") return false;
  const lastSaid = items.findLastIndex((item) => contextOf(item) === undefined);
  return !items.slice(lastSaid + 1).some((item) => contextOf(item)?.startsWith("<turn_aborted>"));
}

/** The text of a message from Codex itself in the user's role. */
function contextOf(item: ResponseItem): string | undefined {
  const [part] = item.type === "message" ? item.content : [];
  return part?.type === "input_text" && isContextMessage(part.text) ? part.text : undefined;
}
