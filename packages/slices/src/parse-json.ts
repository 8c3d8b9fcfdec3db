import { inSlices, type SlicedWork } from "./in-slices.js";
import { LONG_TEXT, PIECE } from "./long-text.js";

/** Like `JSON.parse`; returns a promise if the text is long. Throws a `SyntaxError`, or rejects with one. */
export function parseJson(text: string): unknown {
  return text.length < LONG_TEXT ? JSON.parse(text) : inSlices(new JsonText(text).parsed());
}

/** An object or a list that is being parsed. */
type Open = unknown[] | { readonly object: Record<string, unknown>; key: string };

const VALUES_PER_STEP = 256;
const SPACE = /[\t\n\r ]*/y;
const SCALAR = /-?[0-9][0-9.eE+-]*|true|false|null/y;

class JsonText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** However deep it is nested, nothing here calls itself. */
  *parsed(): SlicedWork<unknown> {
    const open: Open[] = [];
    for (let count = 1; ; count++) {
      if (count % VALUES_PER_STEP === 0) yield;
      let value = yield* this.#begun(open);
      // A complete value is added to the open one; if it was the last part, that is complete too.
      while (value !== BEGUN) {
        const outer = open.at(-1);
        if (outer === undefined) return this.#whole(value);
        add(outer, value);
        if (this.#skips(",")) {
          if (!Array.isArray(outer)) outer.key = yield* this.#key();
          break;
        }
        this.#expect(Array.isArray(outer) ? "]" : "}");
        open.pop();
        value = Array.isArray(outer) ? outer : outer.object;
      }
    }
  }

  /** The next value; `BEGUN` when it is an object or a list that has parts. */
  *#begun(open: Open[]): SlicedWork<unknown> {
    if (this.#skips("[")) {
      if (this.#skips("]")) return [];
      open.push([]);
      return BEGUN;
    }
    if (this.#skips("{")) {
      if (this.#skips("}")) return {};
      open.push({ object: {}, key: yield* this.#key() });
      return BEGUN;
    }
    if (this.#text[this.#at] === '"') return yield* this.#string();
    return JSON.parse(this.#match(SCALAR));
  }

  *#key(): SlicedWork<string> {
    this.#match(SPACE);
    const key = yield* this.#string();
    this.#expect(":");
    return key;
  }

  *#string(): SlicedWork<string> {
    const start = this.#at;
    this.#expect('"');
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end === -1) throw this.#unexpected();
      if (this.#text[end - 1] === "\\") yield;
    } while (isEscaped(this.#text, end));
    this.#at = end + 1;
    if (end - start < LONG_TEXT) return JSON.parse(this.#text.slice(start, end + 1));
    const pieces: string[] = [];
    for (let from = start + 1; from < end; ) {
      const to = from + PIECE < end ? wholeEscapesBefore(this.#text, from + PIECE) : end;
      pieces.push(JSON.parse(`"${this.#text.slice(from, to)}"`));
      from = to;
      yield;
    }
    return pieces.join("");
  }

  #whole(value: unknown): unknown {
    this.#match(SPACE);
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  /** Skips this text if it comes next; returns whether it did. */
  #skips(mark: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#skips(mark)) throw this.#unexpected();
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw this.#unexpected();
    this.#at += found.length;
    return found;
  }

  #unexpected(): SyntaxError {
    const found = this.#text[this.#at];
    return new SyntaxError(
      found === undefined
        ? "Unexpected end of JSON input"
        : `Unexpected ${JSON.stringify(found)} at position ${this.#at}`,
    );
  }
}

const BEGUN = Symbol("begun");

function add(outer: Open, value: unknown): void {
  if (Array.isArray(outer)) outer.push(value);
  // A plain assignment would set the prototype.
  else if (outer.key === "__proto__")
    Object.defineProperty(outer.object, outer.key, { value, configurable: true, enumerable: true, writable: true });
  else outer.object[outer.key] = value;
}

/** Whether there is an odd number of backslashes before a position. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === "\\") start -= 1;
  return (at - start) % 2 === 1;
}

/** This position, or the start of an escape sequence that would otherwise be cut by it. */
function wholeEscapesBefore(text: string, at: number): number {
  const longest = "\\u0000".length;
  const found = text.slice(at - longest, at).lastIndexOf("\\");
  const backslash = at - longest + found;
  if (found === -1 || isEscaped(text, backslash)) return at;
  const end = backslash + (text[backslash + 1] === "u" ? longest : 2);
  return end <= at ? at : backslash;
}
