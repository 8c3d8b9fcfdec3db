import fc from "fast-check";
import type { Reflow } from "../../src/terminal/reflow.js";
import { Renderer } from "../../src/terminal/renderer.js";
import { safeLine } from "../../src/text/safe.js";
import { fitRow } from "../../src/text/styled.js";

/** A terminal emulator for tests. */
export interface TestTerminal {
  /** Resolves when the terminal has processed everything. */
  write(bytes: string): Promise<void>;
  resize(columns: number, rows: number): void | Promise<void>;
  /** The cursor's row on the screen, from 0. */
  cursorRow(): number | Promise<number>;
  /** Scrollback and screen; rows wrapped by the terminal are one line. */
  allLines(): readonly string[] | Promise<readonly string[]>;
}

export interface StoryOptions {
  readonly terminal: TestTerminal;
  readonly reflow: Reflow;
  readonly columns: number;
  readonly rows: number;
}

export type Step =
  | { readonly type: "print"; readonly lines: readonly string[] }
  | { readonly type: "grow"; readonly text: string }
  | { readonly type: "end"; readonly text: string }
  | { readonly type: "live"; readonly rows: readonly string[]; readonly caret: number }
  | {
      readonly type: "resize";
      readonly columns: number;
      readonly rows: number;
      /** What replaces the last live row in a frame that the terminal gets when it has this size already. */
      readonly late?: string;
    };

/** Acts like an application, and records the printed lines for comparison. */
export class Story {
  readonly printed: string[] = [];
  readonly #terminal: TestTerminal;
  readonly #renderer: Renderer;
  #bytes = "";
  #columns: number;
  #rows: number;
  #number = 0;
  #open: string | undefined;
  #live: readonly string[] = ["> "];
  #caret = 0;

  constructor({ terminal, ...options }: StoryOptions) {
    this.#terminal = terminal;
    this.#columns = options.columns;
    this.#rows = options.rows;
    const write = (bytes: string) => {
      this.#bytes += bytes;
    };
    this.#renderer = new Renderer({ ...options, write });
  }

  async play(steps: readonly Step[]): Promise<void> {
    await this.#draw();
    this.#renderer.located(await this.#terminal.cursorRow());
    await this.#draw();
    for (const step of steps) await this.#take(step);
    if (this.#open !== undefined) await this.#take({ type: "end", text: "" });
  }

  /** The rows below the printed lines. */
  get live(): string[] {
    return this.#shown.map((row) => row.trimEnd());
  }

  async #take(step: Step): Promise<void> {
    switch (step.type) {
      case "print": {
        if (this.#open !== undefined) return;
        const lines = step.lines.map((line) => `${this.#number++}:${line}.`);
        this.printed.push(...lines);
        return this.#draw(lines);
      }
      case "grow":
        this.#open = `${this.#open ?? `${this.#number++}>`}${step.text}`;
        return this.#draw();
      case "end": {
        if (this.#open === undefined) return;
        const line = `${this.#open}${step.text}.`;
        this.#open = undefined;
        this.printed.push(line);
        return this.#draw([line]);
      }
      case "live":
        this.#live = step.rows;
        this.#caret = step.caret % Math.max(1, step.rows.length);
        return this.#draw();
      case "resize":
        return this.#resize(step);
      default:
        step satisfies never;
    }
  }

  async #resize({ columns, rows, late }: Extract<Step, { readonly type: "resize" }>): Promise<void> {
    await this.#terminal.resize(columns, rows);
    if (late !== undefined) {
      this.#live = [...this.#live.slice(0, -1), late];
      await this.#draw();
    }
    this.#columns = columns;
    this.#rows = rows;
    this.#renderer.resize({ columns, rows, cursorRow: await this.#terminal.cursorRow() });
    await this.#draw();
  }

  get #shown() {
    const most = Math.max(1, Math.floor(this.#rows / 2));
    return this.#live.slice(-most).map((row) => fitRow(safeLine(row), this.#columns - 1));
  }

  async #draw(lines: readonly string[] = []): Promise<void> {
    const rows = this.#shown;
    const row = Math.min(this.#caret, rows.length - 1);
    this.#renderer.draw({
      lines: lines.map(safeLine),
      open: this.#open === undefined ? undefined : safeLine(this.#open),
      rows,
      cursor: { row, before: rows[row] ?? safeLine("") },
    });
    const bytes = this.#bytes;
    this.#bytes = "";
    await this.#terminal.write(bytes);
  }
}

const words = fc
  .array(fc.constantFrom("word", "a", "longer-word", "日本", "é", "x".repeat(30), "🎉"), { maxLength: 40 })
  .map((all) => all.join(" "));
const liveRow = fc.constantFrom("> draft", "gpt-5 · 82% left", "x".repeat(70), "日本語の入力", "");
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant("print" as const), lines: fc.array(words, { maxLength: 4 }) }),
  fc.record({ type: fc.constant("grow" as const), text: words }),
  fc.record({ type: fc.constant("grow" as const), text: words }),
  fc.record({ type: fc.constant("end" as const), text: words }),
  fc.record({
    type: fc.constant("live" as const),
    rows: fc.array(liveRow, { minLength: 1, maxLength: 6 }),
    caret: fc.nat(9),
  }),
);

/** Sizes with room for the live region, however its rows are wrapped. */
export const usualSize: fc.Arbitrary<Step> = sizeWithin({ columns: [40, 120], rows: [14, 40] });
export const anySize: fc.Arbitrary<Step> = sizeWithin({ columns: [20, 150], rows: [6, 50] });

function sizeWithin({ columns, rows }: Readonly<Record<"columns" | "rows", readonly [min: number, max: number]>>) {
  const between = ([min, max]: readonly [number, number]) => fc.integer({ min, max });
  return fc.record({ type: fc.constant("resize" as const), columns: between(columns), rows: between(rows) });
}
