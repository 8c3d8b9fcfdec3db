import type { UserInput } from "@codex/core";

const TITLE_LENGTH = 80;

/** The title of a session that starts with this input; undefined if it has no text. */
export function titleOf(input: readonly UserInput[]): string | undefined {
  const words = input
    .find((part) => part.type === "text")
    ?.text.trim()
    .replace(/\s+/g, " ");
  if (!words) return undefined;
  return words.length > TITLE_LENGTH ? `${words.slice(0, TITLE_LENGTH - 1).toWellFormed()}…` : words;
}
