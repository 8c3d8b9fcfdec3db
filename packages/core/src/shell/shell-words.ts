/** One line that a shell would split into the same words. A NUL byte cannot be written: the line says so instead. */
export function joinShellWords(words: readonly string[]): string {
  if (words.some((word) => word.includes("\0"))) return "<command included NUL byte>";
  return words.map(quoteShellWord).join(" ");
}

/** A way to write characters; shells differ over `^`, `!` and `\` in quotes, so each is allowed only where all agree. */
interface QuoteStyle {
  readonly allows: (char: string) => boolean;
  readonly write: (chunk: string) => string;
}

const UNQUOTED: QuoteStyle = { allows: (char) => /[\w+\-./:@\]]/.test(char), write: (chunk) => chunk };
/** Best first. */
const STYLES: readonly QuoteStyle[] = [
  UNQUOTED,
  { allows: (char) => !"'^\\".includes(char), write: (chunk) => `'${chunk}'` },
  { allows: (char) => !"`$!^".includes(char), write: (chunk) => `"${chunk.replace(/["\\]/g, "\\$&")}"` },
];
const SINGLE_QUOTES = STYLES.slice(1, 2);

function quoteShellWord(word: string): string {
  if (word === "") return "''";
  let quoted = "";
  let rest = [...word];
  while (rest.length > 0) {
    const { length, style } = longestChunk(rest);
    quoted += style.write(rest.slice(0, length).join(""));
    rest = rest.slice(length);
  }
  return quoted;
}

/** How many characters one style can carry, from the first on. `^` is safe only right after an opening single quote. */
function longestChunk(chars: readonly string[]): { length: number; style: QuoteStyle } {
  const startsWithCaret = chars[0] === "^";
  let styles = startsWithCaret ? SINGLE_QUOTES : STYLES;
  let length = startsWithCaret ? 1 : 0;
  for (; length < chars.length; length++) {
    const fitting = styles.filter((style) => style.allows(chars[length] ?? ""));
    if (fitting.length === 0) break;
    styles = fitting;
  }
  return { length, style: styles[0] ?? UNQUOTED };
}
