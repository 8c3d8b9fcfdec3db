/** Words split at blanks as a POSIX shell would, quotes and escapes taken off; undefined when a quote stays open. */
export function splitShellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    at = skipBlanksAndComments(text, at);
    if (at >= text.length) return words;
    const read = readWord(text, at);
    if (read === undefined) return undefined;
    words.push(read.word);
    at = read.end;
  }
}

/** One line that a shell would split into the same words. A NUL byte cannot be written: the line says so instead. */
export function joinShellWords(words: readonly string[]): string {
  if (words.some((word) => word.includes("\0"))) return "<command included NUL byte>";
  return words.map(quoteShellWord).join(" ");
}

const BLANKS = " \t\n";
const ESCAPABLE_IN_QUOTES = '$`"\\';

function skipBlanksAndComments(text: string, at: number): number {
  for (;;) {
    while (at < text.length && BLANKS.includes(text.charAt(at))) at++;
    if (text.charAt(at) !== "#") return at;
    while (at < text.length && text.charAt(at) !== "\n") at++;
  }
}

function readWord(text: string, start: number): { word: string; end: number } | undefined {
  let word = "";
  let quote: "" | "'" | '"' = "";
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote === "" && BLANKS.includes(char)) break;
    if (quote === "" && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = "";
    else if (char === "\\" && quote !== "'") {
      const next = text[++at];
      if (next === undefined) return undefined;
      if (next === "\n") continue;
      word += quote === '"' && !ESCAPABLE_IN_QUOTES.includes(next) ? char + next : next;
    } else word += char;
  }
  return quote === "" ? { word, end: at } : undefined;
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
