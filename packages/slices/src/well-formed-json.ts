/** An escape; of half a surrogate pair the rest stands in the group. `JSON.stringify` writes whole pairs as they are. */
const ESCAPE = /\\(?:u(d[89a-f][0-9a-f]{2})|.)/g;

/**
 * `JSON.stringify`, with U+FFFD for halves of surrogate pairs: they come from servers and from texts that were cut, and many readers
 * refuse a whole message for one. Nothing for a value that has no JSON form.
 */
export function wellFormedJson(value: unknown): string | undefined {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined || !text.includes("\\ud")) return text;
  return text.replace(ESCAPE, (written, half: string | undefined) => (half === undefined ? written : "\ufffd"));
}

/** The same of a text. */
export const wellFormedText = (text: string): string => wellFormedJson(text) ?? '""';
