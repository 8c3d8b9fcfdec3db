import { RulesFaultError, type RulesPosition } from "./error.js";

const OPENING = /([rf]?)("""|'''|"|')/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "0": "\0",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};
const HEXADECIMAL: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The string that starts at `start`, and where it ends; `undefined` if none starts there. */
export function readString(
  text: string,
  start: number,
  position: RulesPosition,
): { readonly value: string; readonly end: number; readonly isTemplate: boolean } | undefined {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening === null) return undefined;
  const [whole, prefix = "", quote = ""] = opening;
  const fault = (message: string) => new RulesFaultError("syntax", message, position);
  let value = "";
  let at = start + whole.length;
  for (;;) {
    const character = text[at];
    if (character === undefined) throw fault("this string has no end");
    if (text.startsWith(quote, at)) return { value, end: at + quote.length, isTemplate: prefix === "f" };
    if (character === "\n" && quote.length === 1) throw fault("this string has no end on its line");
    if (character !== "\\") {
      value += character;
      at += 1;
    } else if (prefix === "r") {
      value += text.slice(at, at + 2);
      at += 2;
    } else {
      const escaped = readEscape(text, at + 1);
      if (escaped === undefined)
        throw fault(`\\${text[at + 1] ?? ""} is not an escape sequence; write \\\\ for a backslash`);
      value += escaped.value;
      at = escaped.end;
    }
  }
}

function readEscape(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  const character = text[at] ?? "";
  const simple = ESCAPES[character];
  if (simple !== undefined) return { value: simple, end: at + 1 };
  const length = HEXADECIMAL[character];
  if (length === undefined) return undefined;
  const digits = text.slice(at + 1, at + 1 + length);
  const code = Number.parseInt(digits, 16);
  if (!/^[\da-fA-F]+$/.test(digits) || digits.length !== length || code > 0x10ffff) return undefined;
  return { value: String.fromCodePoint(code), end: at + 1 + length };
}
