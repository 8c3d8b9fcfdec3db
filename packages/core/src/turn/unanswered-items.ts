import type { ResponseItem } from "@codex/protocol";
import { userText } from "../history/kept-messages.js";
import { isSummary } from "../rollout/summary-item.js";

/** The end of a transcript that the model has not reacted to: the user's new messages, and what Codex has added to them. */
export function unansweredItems(items: readonly ResponseItem[]): readonly ResponseItem[] {
  return items.slice(items.findLastIndex(isOfModel) + 1);
}

/** Whether the model made an item, or it is the result of what the model did. */
export function isOfModel(item: ResponseItem): boolean {
  return item.type !== "message" || item.role === "assistant" || isSummary(userText(item));
}
