/** Splits text into words as a POSIX shell would, and removes quotes and escapes; undefined if a quote is not closed. */
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
