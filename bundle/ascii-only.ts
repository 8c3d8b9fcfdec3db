import type { Plugin } from "rolldown";

/**
 * Writes the chunks in pure ASCII. With a single other character, V8 stores the whole chunk with two bytes per character, and Node decodes
 * it character by character: 3 ms and a megabyte of every start.
 */
export const asciiOnly: Plugin = {
  name: "ascii-only",
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === "chunk") chunk.code = withEscapes(chunk.code);
    }
  },
};

/** The same code with `\u…` escapes in strings, templates, regular expressions and names. */
export function withEscapes(code: string): string {
  return code.replace(/\\?(\P{ASCII})|\\[\s\S]/gu, (found, letter?: string) => (letter ? escaped(letter) : found));
}

/** One escape for each half of a surrogate pair: not every regular expression supports braces. */
function escaped(letter: string): string {
  const halves = Array.from({ length: letter.length }, (_, at) => letter.charCodeAt(at));
  return halves.map((half) => `\\u${half.toString(16).padStart(4, "0")}`).join("");
}
