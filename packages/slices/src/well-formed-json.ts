/** Matches an escape; for half a surrogate pair, the group has the rest. `JSON.stringify` writes whole pairs unescaped. */
const ESCAPE = /\\(?:u(d[89a-f][0-9a-f]{2})|.)/g;

/**
 * `JSON.stringify`, with U+FFFD for halves of surrogate pairs, which come from servers and from cut texts; many readers refuse a whole
 * message because of one. Line separators are escaped, since readers of lines such as Node's `readline` would end a line there. Undefined
 * for a value that has no JSON form.
 */
export function wellFormedJson(value: unknown): string | undefined {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) return text;
  const wellFormed = text.includes("\\ud")
    ? text.replace(ESCAPE, (written, half: string | undefined) => (half === undefined ? written : "\ufffd"))
    : text;
  return wellFormed.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** The same for a text. */
export const wellFormedText = (text: string): string => wellFormedJson(text) ?? '""';
