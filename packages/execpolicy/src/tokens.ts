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
  /** The word or operator; for a string, its value; for an f-string, its value with the braces. */
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
    // Reserved words, which the parser refuses.
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

/** Splits the text into tokens; blocks become `indent` and `dedent`, lines inside brackets are joined. */
export function tokenize(text: string): Token[] {
  return new Tokenizer(text).read();
}

class Tokenizer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  /** The widths of the open blocks. */
  readonly #indents = [0];
  /** The number of open brackets. */
  #depth = 0;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #startsLine = true;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Token[] {
    while (this.#at < this.#text.length) this.#readNext();
    if (!this.#startsLine && this.#depth === 0) this.#push("newline", "");
    this.#dedentTo(0);
    this.#push("end", "");
    return this.#tokens;
  }

  #readNext(): void {
    const space = this.#match(SPACE) ?? "";
    this.#at += space.length;
    const character = this.#text[this.#at];
    if (character === undefined) return;
    if (character === "#") return this.#skipComment();
    if (character === "\r" && this.#text[this.#at + 1] === "\n") this.#at += 1;
    if (this.#text[this.#at] === "\n") {
      if (this.#depth === 0 && this.#tokens.length > 0 && !this.#startsLine) this.#push("newline", "");
      this.#startsLine = this.#depth === 0;
      return this.#endLine();
    }
    if (this.#text.startsWith("\\\n", this.#at)) {
      this.#at += 1;
      return this.#endLine();
    }
    if (this.#startsLine) this.#indentTo(space);
    this.#startsLine = false;
    this.#readToken();
  }

  #skipComment(): void {
    const end = this.#text.indexOf("\n", this.#at);
    this.#at = end === -1 ? this.#text.length : end;
  }

  #endLine(): void {
    this.#at += 1;
    this.#line += 1;
    this.#lineStart = this.#at;
  }

  #indentTo(space: string): void {
    if (space.includes("\t")) throw this.#fault("indent with spaces, not with tabs");
    const width = space.length;
    if (width > (this.#indents.at(-1) ?? 0)) {
      this.#indents.push(width);
      this.#push("indent", "");
    }
    this.#dedentTo(width);
    if (width !== this.#indents.at(-1)) throw this.#fault("this line is indented like none above it");
  }

  #dedentTo(width: number): void {
    while (width < (this.#indents.at(-1) ?? 0)) {
      this.#indents.pop();
      this.#push("dedent", "");
    }
  }

  #readToken(): void {
    const string = readString(this.#text, this.#at, this.#position());
    if (string !== undefined) return this.#takeString(string);
    const name = this.#match(NAME);
    if (name !== undefined) return this.#take(KEYWORDS.has(name) ? "keyword" : "name", name);
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#take("number", number);
    const operator = OPERATORS.find((candidate) => this.#text.startsWith(candidate, this.#at));
    if (operator === undefined)
      throw this.#fault(`${JSON.stringify(this.#text[this.#at])} has no meaning in a rules file`);
    if ("([{".includes(operator)) this.#depth += 1;
    if (")]}".includes(operator)) this.#depth = Math.max(0, this.#depth - 1);
    this.#take("operator", operator);
  }

  /** A string may contain several lines. */
  #takeString({ isTemplate, value, end }: NonNullable<ReturnType<typeof readString>>): void {
    this.#push(isTemplate ? "template" : "string", value);
    const lines = this.#text.slice(this.#at, end).split("\n");
    this.#line += lines.length - 1;
    if (lines.length > 1) this.#lineStart = end - (lines.at(-1)?.length ?? 0);
    this.#at = end;
  }

  #take(kind: TokenKind, text: string): void {
    this.#push(kind, text);
    this.#at += text.length;
  }

  #push(kind: TokenKind, text: string): void {
    this.#tokens.push({ kind, text, position: this.#position() });
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #position(): RulesPosition {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #fault(message: string): RulesFaultError {
    return new RulesFaultError("syntax", message, this.#position());
  }
}
