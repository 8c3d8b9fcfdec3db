import type { UserInput } from "@codex/core";

const TITLE_LENGTH = 80;

/** The title of a session that starts with this input; undefined if it has no text. */
export function titleOf(input: readonly UserInput[]): string | undefined {
  const text = input.find((part) => part.type === "text")?.text;
  return text === undefined ? undefined : shortTitle(text);
}

/** The title of a saved session: its name, or the beginning of its first message. */
export function savedTitle({
  name,
  preview = "",
}: {
  readonly name?: string | undefined;
  readonly preview?: string | undefined;
}): string | undefined {
  return name ?? shortTitle(preview);
}

/** Editors show titles on one row. */
function shortTitle(text: string): string | undefined {
  const words = text.trim().replace(/\s+/g, " ");
  if (words === "") return undefined;
  return words.length > TITLE_LENGTH ? `${words.slice(0, TITLE_LENGTH - 1).toWellFormed()}…` : words;
}
