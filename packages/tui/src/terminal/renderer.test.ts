import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Emulator } from "../../test/support/emulator.js";
import { safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import { Renderer } from "./renderer.js";

/** What an application would do: keeps the lines that it printed, to compare. */
class Story {
  readonly emulator: Emulator;
  readonly renderer: Renderer;
  readonly printed: string[] = [];
  open: string | undefined;
  live: readonly string[] = ["> "];
  caret = 0;
  columns: number;
  rows: number;
  readonly #bytes: string[] = [];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.emulator = new Emulator({ columns, rows });
    this.renderer = new Renderer({ write: (bytes) => void this.#bytes.push(bytes), columns, rows, reflow: "xterm.js" });
  }

  async draw(lines: readonly string[] = []): Promise<void> {
    const rows = this.live
      .slice(-Math.max(1, Math.floor(this.rows / 2)))
      .map((row) => fitRow(safeLine(row), this.columns - 1));
    const row = Math.min(this.caret, rows.length - 1);
    this.renderer.draw({
      lines: lines.map(safeLine),
      open: this.open === undefined ? undefined : safeLine(this.open),
      rows,
      cursor: { row, before: rows[row] ?? safeLine("") },
    });
    await this.#flush();
  }

  async resize(columns: number, rows: number): Promise<void> {
    this.columns = columns;
    this.rows = rows;
    this.emulator.resize(columns, rows);
    this.renderer.resize(columns, rows);
    await this.draw();
  }

  /** Printed lines, each once and in order, then what is live. */
  check(): void {
    expect(this.emulator.lines.slice(0, this.printed.length)).toEqual(this.printed);
  }

  async #flush(): Promise<void> {
    await this.emulator.write(this.#bytes.splice(0).join(""));
  }
}

type Step =
  | { readonly type: "print"; readonly lines: readonly string[] }
  | { readonly type: "grow"; readonly text: string }
  | { readonly type: "end"; readonly text: string }
  | { readonly type: "live"; readonly rows: readonly string[]; readonly caret: number }
  | { readonly type: "resize"; readonly columns: number; readonly rows: number };

async function play(story: Story, steps: readonly Step[]): Promise<void> {
  let number = 0;
  for (const step of steps) {
    switch (step.type) {
      case "print": {
        if (story.open !== undefined) break;
        const lines = step.lines.map((line) => `${number++}:${line}.`);
        story.printed.push(...lines);
        await story.draw(lines);
        break;
      }
      case "grow":
        story.open = `${story.open ?? `${number++}>`}${step.text}`;
        await story.draw();
        break;
      case "end": {
        if (story.open === undefined) break;
        const line = `${story.open}${step.text}.`;
        story.open = undefined;
        story.printed.push(line);
        await story.draw([line]);
        break;
      }
      case "live":
        story.live = step.rows;
        story.caret = step.caret % Math.max(1, step.rows.length);
        await story.draw();
        break;
      case "resize":
        await story.resize(step.columns, step.rows);
        break;
      default:
        step satisfies never;
    }
  }
  if (story.open !== undefined) await play(story, [{ type: "end", text: "" }]);
}

const words = fc
  .array(fc.constantFrom("word", "a", "longer-word", "日本", "é", "x".repeat(30), "🎉"), { maxLength: 40 })
  .map((all) => all.join(" "));
const liveRow = fc.constantFrom("> draft", "gpt-5 · 82% left", "x".repeat(70), "日本語の入力", "");
const step: fc.Arbitrary<Step> = fc.oneof(
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

describe("what is printed is on the terminal once, whole and in order", () => {
  test("whatever is printed, grows or changes below", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: 90 }),
        fc.integer({ min: 3, max: 30 }),
        fc.array(step, { maxLength: 30 }),
        async (columns, rows, steps) => {
          const story = new Story(columns, rows);
          await story.draw();
          await play(story, steps);
          story.check();
          const shown = story.emulator.lines.slice(story.printed.length);
          const live = story.live
            .slice(-Math.max(1, Math.floor(rows / 2)))
            .map((row) => fitRow(safeLine(row), columns - 1).trimEnd());
          while (live.at(-1) === "") live.pop();
          expect(shown.map((line) => line.trimEnd())).toEqual(live);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("also when the size of the terminal changes", async () => {
    const size = fc.record({
      type: fc.constant("resize" as const),
      columns: fc.integer({ min: 20, max: 90 }),
      rows: fc.integer({ min: 12, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof({ weight: 3, arbitrary: step }, size), { maxLength: 30 }), async (steps) => {
        const story = new Story(60, 20);
        await story.draw();
        await play(story, steps);
        story.check();
      }),
      { numRuns: 150 },
    );
  });
});
