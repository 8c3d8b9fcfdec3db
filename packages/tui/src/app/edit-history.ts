import type { ResponseItem } from "@codex/protocol";
import { itemsOfHistory } from "./saved-items.js";

/** The conversation up to before a message of the user, counted from the end (0 is the last). */
export function beforeUserMessage(history: readonly ResponseItem[], fromEnd: number): ResponseItem[] {
  const places = history.flatMap((item, index) =>
    itemsOfHistory([item]).some(({ kind }) => kind === "user-message") ? [index] : [],
  );
  return history.slice(0, places.at(-1 - fromEnd) ?? 0);
}
