import { isContextMessage } from "@codex/core";
import type { ResponseItem } from "@codex/protocol";

/** The conversation up to before a message of the user, counted from the end (0 is the last). */
export function beforeUserMessage(history: readonly ResponseItem[], fromEnd: number): ResponseItem[] {
  const places = history.flatMap((item, index) => (isUserMessage(item) ? [index] : []));
  return history.slice(0, places.at(-1 - fromEnd) ?? 0);
}

function isUserMessage(item: ResponseItem): boolean {
  if (item.type !== "message" || item.role !== "user") return false;
  const text = item.content.flatMap((part) => ("text" in part ? [part.text] : [])).join("\n");
  return !isContextMessage(text);
}
