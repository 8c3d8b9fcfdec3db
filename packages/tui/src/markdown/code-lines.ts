import { type Safe, stillSafe } from "../text/safe.js";
import type { Paint } from "../text/theme.js";
import { type Language, languageOf } from "./languages.js";

/** Longer lines are data, not code for people. */
const MAX_LINE = 1_000;

/**
 * Highlights code line by line as it arrives: keywords, strings, comments and numbers. Remembers open comments and template strings across
 * lines.
 */
export class CodeLines {
  readonly #language: Language | undefined;
  readonly #paint: Paint;
  /** The end of the comment or string that is still open from an earlier line. */
  #until: { readonly end: string; readonly role: "comment" | "string" } | undefined;

  constructor(name: string, paint: Paint) {
    this.#language = languageOf(name);
    this.#paint = paint;
  }

  line(text: Safe): Safe {
    const language = this.#language;
    if (language === undefined || !this.#paint.coloured || text.length > MAX_LINE) return text;
    if (language.kind === "diff") return diffLine(text, this.#paint);
    let out = "";
    let at = 0;
    while (at < text.length) {
      const [end, painted] =
        this.#until === undefined ? this.#next(text, at, language) : this.#continueBlock(text, at, this.#until);
      out += painted;
      at = end;
    }
    return stillSafe(out);
  }

  #continueBlock(
    text: Safe,
    at: number,
    { end, role }: { end: string; role: "comment" | "string" },
  ): [end: number, painted: string] {
    const found = text.indexOf(end, at);
    if (found < 0) return [text.length, this.#paint[role](stillSafe(text.slice(at)))];
    this.#until = undefined;
    return [found + end.length, this.#paint[role](stillSafe(text.slice(at, found + end.length)))];
  }

  #next(text: Safe, at: number, language: Language): [end: number, painted: string] {
    for (const [begin, end] of language.blocks) {
      if (!text.startsWith(begin, at)) continue;
      const role = language.comments.includes(begin) ? "comment" : "string";
      const found = text.indexOf(end, at + begin.length);
      if (found < 0) this.#until = { end, role };
      const stop = found < 0 ? text.length : found + end.length;
      return [stop, this.#paint[role](stillSafe(text.slice(at, stop)))];
    }
    for (const mark of language.comments) {
      const isFirst = at === 0 || /\s/.test(text[at - 1] ?? "");
      // `#` within a word starts no comment, nor does `//` in a URL.
      if (text.startsWith(mark, at) && (isFirst || (mark !== "#" && text[at - 1] !== ":"))) {
        return [text.length, this.#paint.comment(stillSafe(text.slice(at)))];
      }
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0] ?? text[at] ?? "";
    return [at + token.length, this.#word(stillSafe(token), language)];
  }

  #word(token: Safe, language: Language): Safe {
    if (/^["'`]/.test(token) && token.length > 1) return this.#paint.string(token);
    if (/^\d/.test(token)) return this.#paint.number(token);
    const word = language.anyCase ? token.toLowerCase() : token;
    return language.keywords.has(word) ? this.#paint.keyword(token) : token;
  }
}

/** A string on one line, a number, a word, or anything between them. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\d[\w.]*|[\p{L}_$@][\p{L}\p{N}_$-]*(?<!-)|[^\p{L}\p{N}_$@"'`/#\-<(*]+|./uy;

function diffLine(text: Safe, paint: Paint): Safe {
  if (/^(?:\+\+\+|---|diff |index )/.test(text)) return paint.bold(text);
  if (text.startsWith("+")) return paint.good(text);
  if (text.startsWith("-")) return paint.bad(text);
  return text.startsWith("@@") ? paint.accent(text) : text;
}
