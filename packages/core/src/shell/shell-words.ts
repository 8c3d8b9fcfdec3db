/** The same words are joined each time a command is displayed, and models write megabytes of them. */
const joined = new WeakMap<readonly string[], string>();

/** One line that a shell splits into the same, unchanged words. A NUL byte cannot be written; the line says so instead. */
export function joinShellWords(words: readonly string[]): string {
  const line = joined.get(words) ?? joinWords(words);
  joined.set(words, line);
  return line;
}

function joinWords(words: readonly string[]): string {
  if (words.some((word) => word.includes("\0"))) return "<command included NUL byte>";
  return words.map(quoteShellWord).join(" ");
}

/** A quoting style. Shells differ over `^`, `!` and `\` in quotes, so each is allowed only where all agree. */
interface QuoteStyle {
  /** Finds the first character that the style cannot express. */
  readonly stop: RegExp;
  readonly write: (chunk: string) => string;
}

const UNQUOTED: QuoteStyle = { stop: /[^\w+\-./:@\]]/g, write: (chunk) => chunk };
const SINGLE_QUOTES: QuoteStyle = { stop: /['^\\]/g, write: (chunk) => `'${chunk}'` };
const DOUBLE_QUOTES: QuoteStyle = {
  stop: /[`$!^]/g,
  write: (chunk) => `"${chunk.replace(/["\\]/g, "\\$&")}"`,
};
/** Best first. */
const STYLES = [UNQUOTED, SINGLE_QUOTES, DOUBLE_QUOTES] as const;

/** Linear in the word's length: models write words of megabytes. */
function quoteShellWord(word: string): string {
  if (word === "") return "''";
  let quoted = "";
  for (let at = 0; at < word.length; ) {
    const { end, style } = longestChunk(word, at);
    quoted += style.write(word.slice(at, end));
    at = end;
  }
  return quoted;
}

/** How far one style can express the word, from `start` on. `^` is safe only right after an opening single quote. */
function longestChunk(word: string, start: number): { readonly end: number; readonly style: QuoteStyle } {
  if (word[start] === "^") return { end: endOfChunk(SINGLE_QUOTES, word, start + 1), style: SINGLE_QUOTES };
  let longest = { end: start, style: UNQUOTED };
  for (const style of STYLES) {
    const end = endOfChunk(style, word, start);
    if (end > longest.end) longest = { end, style };
    if (end === word.length) break;
  }
  return longest;
}

function endOfChunk({ stop }: QuoteStyle, word: string, from: number): number {
  stop.lastIndex = from;
  return stop.test(word) ? stop.lastIndex - 1 : word.length;
}
