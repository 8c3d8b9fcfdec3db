import { RulesFaultError } from "./error.js";
import type { Token, TokenKind } from "./tokens.js";

/** How deep brackets, blocks and operators may be nested: far more than rules need, far less than the stack allows. */
const MAX_DEPTH = 100;

/** Iterates over the tokens of a rules file. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    if (token === undefined) throw new RangeError("a list of tokens has an end token");
    return token;
  }

  take(): Token {
    const token = this.next;
    this.#at += 1;
    return token;
  }

  is(kind: TokenKind, text?: string): boolean {
    return this.next.kind === kind && (text === undefined || this.next.text === text);
  }

  /** Skips the next token if it matches. */
  skip(kind: TokenKind, text?: string): boolean {
    if (!this.is(kind, text)) return false;
    this.#at += 1;
    return true;
  }

  expect(kind: TokenKind, text?: string): Token {
    if (!this.is(kind, text)) throw this.fault(`expected ${text === undefined ? `a ${kind}` : `"${text}"`}`);
    return this.take();
  }

  fault(what: string): RulesFaultError {
    const { kind, text, position } = this.next;
    const found =
      kind === "newline" || kind === "end" ? `the end of the ${kind === "end" ? "file" : "line"}` : `"${text}"`;
    return new RulesFaultError("syntax", `${what}, found ${found}`, position);
  }

  /** Parses something that can contain others of its kind. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new RulesFaultError("syntax", "this is nested too deeply", this.next.position);
    const result = read();
    this.#depth -= 1;
    return result;
  }
}
