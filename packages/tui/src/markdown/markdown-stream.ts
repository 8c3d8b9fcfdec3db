import { EMPTY, type Safe, safe, safeLines, stillSafe } from "../text/safe.js";
import { CodeLines } from "./code-lines.js";
import { type InlineOptions, renderInline, wholeInline } from "./inline.js";
import { blockOf, isTableRow } from "./line-block.js";
import { renderTable } from "./table.js";

export interface MarkdownOptions extends InlineOptions {
  /** The columns available to a table. */
  readonly columns: () => number;
  /** Precedes the first line. */
  readonly marker: Safe;
  /** Whether the terminal can show more than ASCII. */
  readonly unicode: boolean;
}

/** The line in progress. */
export interface OpenMarkdown {
  /** Only grows until the line is complete. */
  readonly settled: Safe;
  /** What may still change. */
  readonly rest: readonly Safe[];
}

/**
 * Renders Markdown as it arrives, line by line: each line, and each table, is finished as soon as it is complete. The input need not be
 * safe.
 */
export class MarkdownStream {
  readonly #options: MarkdownOptions;
  #raw = "";
  #finished: Safe[] = [];
  #isFirst = true;
  #endsBlank = false;
  #code: { readonly lines: CodeLines; readonly fence: string } | undefined;
  #table: Safe[] = [];
  /** The line in progress: its rendered part, and how much of its text that covers. */
  #settled = EMPTY;
  #done = 0;

  constructor(options: MarkdownOptions) {
    this.#options = options;
  }

  push(text: string): void {
    this.#raw += text;
    // After our marker, the first row of a list or quotation would be indented further than the others.
    if (this.#isFirst && this.#settled === "" && LIST.test(this.#raw)) this.#emit(EMPTY);
    const end = this.#raw.lastIndexOf("\n");
    if (end < 0) return;
    const lines = this.#raw.slice(0, end).split("\n");
    this.#raw = this.#raw.slice(end + 1);
    for (const line of lines) this.#line(safeLine(line));
  }

  /** The text is complete. */
  end(): void {
    if (this.#raw !== "") this.#line(safeLine(this.#raw));
    this.#raw = "";
    this.#endTable();
  }

  /** Returns the complete lines that have not been taken yet. */
  take(): readonly Safe[] {
    return this.#finished.splice(0);
  }

  /** Whether it is between two paragraphs: after a blank line, and outside of code and tables. */
  get isBetween(): boolean {
    return this.#raw === "" && this.#endsBlank && this.#table.length === 0 && this.#code === undefined;
  }

  /** The line in progress; undefined between lines. */
  open(): OpenMarkdown | undefined {
    const whole = this.#raw.replace(/[\ud800-\udbff\r]$/, "");
    const held = this.#table;
    if (whole === "" && held.length === 0) return undefined;
    const text = safeLine(whole);
    if (held.length > 0 || this.#code !== undefined || isTableRow(text)) {
      return { settled: EMPTY, rest: whole === "" ? held : [...held, text] };
    }
    const block =
      this.#isFirst && MAYBE_LIST.test(text) ? undefined : blockOf(text, { ...this.#options, isWhole: false });
    if (block === undefined) return { settled: EMPTY, rest: [safe`${this.#marker}${text}`] };
    if (this.#settled === "" && this.#done === 0) {
      this.#settled = safe`${this.#marker}${block.prefix}`;
      this.#done = block.start;
    }
    const { text: more, end } = renderInline(text, this.#done, { ...this.#options, isWhole: false });
    this.#settled = safe`${this.#settled}${more === "" ? EMPTY : block.wrap(more)}`;
    this.#done = end;
    return { settled: this.#settled, rest: end < text.length ? [stillSafe(text.slice(end))] : [] };
  }

  #line(text: Safe): void {
    if (this.#code !== undefined) {
      this.#emit(this.#codeLine(text, this.#code));
      return;
    }
    if (isTableRow(text)) {
      this.#table.push(text);
      return;
    }
    this.#endTable();
    this.#emit(this.#textLine(text));
  }

  #codeLine(text: Safe, { lines, fence }: { lines: CodeLines; fence: string }): Safe {
    if (!text.trim().startsWith(fence) || text.trim().replaceAll(fence.charAt(0), "") !== "") return lines.line(text);
    this.#code = undefined;
    return this.#options.paint.dim(text);
  }

  #textLine(text: Safe): Safe {
    const [, fence, about = ""] = FENCE.exec(text) ?? [];
    if (fence !== undefined) {
      const [language = ""] = about.trim().split(/\s/, 1);
      this.#code = { fence, lines: new CodeLines(language, this.#options.paint) };
      return this.#options.paint.dim(text);
    }
    if (this.#done > 0 || this.#settled !== "") {
      // The rest of a line that was shown while it arrived.
      const block = blockOf(text, { ...this.#options, isWhole: true });
      const { text: more } = renderInline(text, this.#done, { ...this.#options, isWhole: true });
      const whole = safe`${this.#settled}${more === "" ? EMPTY : (block?.wrap(more) ?? more)}`;
      this.#settled = EMPTY;
      this.#done = 0;
      this.#isFirst = false;
      return whole;
    }
    const block = blockOf(text, { ...this.#options, isWhole: true });
    if (block === undefined) return text;
    const body = wholeInline(stillSafe(text.slice(block.start)), this.#options);
    return safe`${block.prefix}${body === "" ? EMPTY : block.wrap(body)}`;
  }

  #endTable(): void {
    if (this.#table.length === 0) return;
    const rows = this.#table.splice(0);
    if (this.#isFirst) this.#emit(EMPTY);
    for (const row of renderTable(rows, this.#options)) this.#emit(row);
  }

  #emit(line: Safe): void {
    this.#endsBlank = line === EMPTY;
    this.#finished.push(this.#isFirst ? safe`${this.#marker}${line}` : line);
    this.#isFirst = false;
  }

  get #marker(): Safe {
    return this.#isFirst ? this.#options.marker : EMPTY;
  }
}

/** A list entry with some text, or a quotation. */
/** Each character can match in one place only, so that lines of nothing but marks take linear time. */
const FENCE = /^\s{0,12}(`{3,}(?!`)|~{3,}(?!~))([^`]*)$/;
const LIST = /^[ \t]{0,3}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+[^\s*+-]|>)/;

/** A number that may start a list entry. */
const MAYBE_LIST = /^[ \t]{0,3}\d{1,9}[.)]?[ \t]*$/;

function safeLine(raw: string): Safe {
  return safeLines(raw.replace(/\r$/, ""))[0] ?? EMPTY;
}
