import { RulesFaultError, type RulesPosition } from "./error.js";
import { readString } from "./read-string.js";

export type TokenKind =
  | "name"
  | "keyword"
  | "string"
  | "template"
  | "number"
  | "operator"
  | "newline"
  | "indent"
  | "dedent"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** The word or sign; of a string, its value; of an `f` one, with its braces. */
  readonly text: string;
  readonly position: RulesPosition;
}

const KEYWORDS = new Set(
  [
    "and",
    "break",
    "continue",
    "def",
    "elif",
    "else",
    "for",
    "if",
    "in",
    "lambda",
    "not",
    "or",
    "pass",
    "return",
  ].concat(
    // Reserved by the language, and refused by the parser.
    ["load", "while", "import", "class", "with", "try", "yield", "global", "del", "as", "is", "assert"],
  ),
);
const OPERATORS = [
  "==",
  "!=",
  "<=",
  ">=",
  "+=",
  "**",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  "=",
  "+",
  "-",
  "*",
  "%",
  "<",
  ">",
  ".",
  ";",
];
const SPACE = /[ \t]*/y;
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /\d+(?!\w)/y;

/** Reads the text into tokens; blocks become `indent` and `dedent`, lines inside brackets are joined. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const indents = [0];
  let depth = 0;
  let at = 0;
  let line = 1;
  let lineStart = 0;
  const position = (): RulesPosition => ({ line, column: at - lineStart + 1 });
  const push = (kind: TokenKind, value: string, where = position()) =>
    tokens.push({ kind, text: value, position: where });
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const endLine = () => {
    at += 1;
    line += 1;
    lineStart = at;
  };

  let startsLine = true;
  while (at < text.length) {
    const space = match(SPACE) ?? "";
    at += space.length;
    const character = text[at];
    if (character === "#") {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
      continue;
    }
    if (character === "\r" && text[at + 1] === "\n") at += 1;
    if (text[at] === "\n") {
      if (depth === 0 && tokens.length > 0 && !startsLine) push("newline", "");
      endLine();
      startsLine = depth === 0;
      continue;
    }
    if (text.startsWith("\\\n", at)) {
      at += 1;
      endLine();
      continue;
    }
    if (character === undefined) break;
    if (startsLine) {
      indentTo(space);
      startsLine = false;
    }
    readToken();
  }
  if (!startsLine && depth === 0) push("newline", "");
  while (indents.length > 1) {
    indents.pop();
    push("dedent", "");
  }
  push("end", "");
  return tokens;

  function indentTo(space: string): void {
    if (space.includes("\t")) throw new RulesFaultError("syntax", "indent with spaces, not with tabs", position());
    const width = space.length;
    if (width > (indents.at(-1) ?? 0)) {
      indents.push(width);
      push("indent", "");
    }
    while (width < (indents.at(-1) ?? 0)) {
      indents.pop();
      push("dedent", "");
    }
    if (width !== indents.at(-1))
      throw new RulesFaultError("syntax", "this line is indented like none above it", position());
  }

  function readToken(): void {
    const where = position();
    const string = readString(text, at, where);
    if (string !== undefined) {
      push(string.isTemplate ? "template" : "string", string.value, where);
      const newlines = text.slice(at, string.end).split("\n");
      line += newlines.length - 1;
      if (newlines.length > 1) lineStart = string.end - (newlines.at(-1)?.length ?? 0);
      at = string.end;
      return;
    }
    const name = match(NAME);
    if (name !== undefined) {
      push(KEYWORDS.has(name) ? "keyword" : "name", name);
      at += name.length;
      return;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      push("number", number);
      at += number.length;
      return;
    }
    const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
    if (operator === undefined) {
      throw new RulesFaultError("syntax", `${JSON.stringify(text[at])} has no meaning in a rules file`, where);
    }
    if ("([{".includes(operator)) depth += 1;
    if (")]}".includes(operator)) depth = Math.max(0, depth - 1);
    push("operator", operator);
    at += operator.length;
  }
}
