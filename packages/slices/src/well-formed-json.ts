/** An escape; of half a surrogate pair the rest stands in the group. `JSON.stringify` writes whole pairs as they are. */
const ESCAPE = /\\(?:u(d[89a-f][0-9a-f]{2})|.)/g;

/**
 * `JSON.stringify`, with U+FFFD for halves of surrogate pairs: they come from servers and from texts that were cut, and many readers
 * refuse a whole message for one. Line separators are escaped: readers of lines, Node's `readline` among them, would end a line there.
 * Nothing for a value that has no JSON form.
 */
export function wellFormedJson(value: unknown): string | undefined {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) return text;
  const wellFormed = text.includes("\\ud")
    ? text.replace(ESCAPE, (written, half: string | undefined) => (half === undefined ? written : "\ufffd"))
    : text;
  return wellFormed.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** The same of a text. */
export const wellFormedText = (text: string): string => wellFormedJson(text) ?? '""';
