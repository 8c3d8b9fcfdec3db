import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Emulator } from "../../test/support/emulator.js";
import { anySize, anyStep, Story, usualSize } from "../../test/support/story.js";
import { hasTmux, TmuxTerminal } from "../../test/support/tmux-terminal.js";

const size = { columns: 60, rows: 20 };

describe("everything printed is on the terminal once, complete and in order", () => {
  test("whatever is printed, grows or changes below", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: 90 }),
        fc.integer({ min: 3, max: 30 }),
        fc.array(anyStep, { maxLength: 30 }),
        async (columns, rows, steps) => {
          const terminal = new Emulator({ columns, rows });
          const story = new Story({ terminal, reflow: "xterm.js", columns, rows });
          await story.play(steps);
          const { live } = story;
          while (live.at(-1) === "") live.pop();
          const lines = [...story.printed, ...live];
          expect(terminal.lines.slice(-lines.length).map((line) => line.trimEnd())).toEqual(lines);
          expect(terminal.lines.slice(0, -lines.length).join("")).toBe("");
        },
      ),
      { numRuns: 150 },
    );
  });

  test("also when the terminal's size changes", async () => {
    await fc.assert(
      fc.asyncProperty(stepsWith(usualSize, 30), async (steps) => {
        const terminal = new Emulator(size);
        const story = new Story({ terminal, reflow: "xterm.js", ...size });
        await story.play(steps);
        expectPrinted(terminal.lines, story.printed);
      }),
      { numRuns: 150 },
    );
  });

  test.skipIf(!hasTmux)("also in tmux (needs tmux)", async () => {
    await fc.assert(
      fc.asyncProperty(stepsWith(usualSize, 12), async (steps) => {
        await using terminal = await TmuxTerminal.open(size);
        const story = new Story({ terminal, reflow: "exact", ...size });
        await story.play(steps);
        expectPrinted(await terminal.allLines(), story.printed);
      }),
      { numRuns: 15 },
    );
  });
});

describe("a frame reaches the terminal after its size has changed: nothing printed is lost", () => {
  const story = [
    { type: "print", lines: Array.from({ length: 30 }, (_, index) => `line ${index}`) },
    { type: "live", rows: ["$ running", "", "> draft", "working 1s"], caret: 2 },
    { type: "resize", columns: 60, rows: 12, late: "working 2s" },
    { type: "print", lines: ["the end"] },
  ] as const;

  test("in xterm.js", async () => {
    const terminal = new Emulator(size);
    const { printed } = await played(new Story({ terminal, reflow: "xterm.js", ...size }));
    expectPrinted(terminal.lines, printed);
  });

  test.skipIf(!hasTmux)("in tmux (needs tmux)", async () => {
    await using terminal = await TmuxTerminal.open(size);
    const { printed } = await played(new Story({ terminal, reflow: "exact", ...size }));
    expectPrinted(await terminal.allLines(), printed);
  });

  async function played(told: Story): Promise<Story> {
    await told.play(story);
    return told;
  }
});

describe("every word of a long line appears once, in order, however small the terminal gets", () => {
  const growing = fc.record({
    type: fc.constant("grow" as const),
    text: fc.integer({ min: 1, max: 900 }).map(lettersOf),
  });
  const steps = fc.array(fc.oneof(growing, anySize), { minLength: 2, maxLength: 12 });

  test("in xterm.js", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const terminal = new Emulator(size);
        const story = new Story({ terminal, reflow: "xterm.js", ...size });
        await story.play(some);
        expect(lettersIn(terminal.lines)).toBe(lettersIn(story.printed));
      }),
      { numRuns: 150 },
    );
  });

  test.skipIf(!hasTmux)("in tmux (needs tmux)", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        await using terminal = await TmuxTerminal.open(size);
        const story = new Story({ terminal, reflow: "exact", ...size });
        await story.play(some);
        expect(lettersIn(await terminal.allLines())).toBe(lettersIn(story.printed));
      }),
      { numRuns: 15 },
    );
  });
});

const stepsWith = (sizes: typeof usualSize, maxLength: number) =>
  fc.array(fc.oneof({ weight: 3, arbitrary: anyStep }, sizes), { maxLength });

/** A text in which missing and repeated parts can be detected. */
function lettersOf(length: number): string {
  return Array.from({ length }, (_, index) => String.fromCharCode(65 + ((index * index) % 26))).join("");
}

/** The letters without the breaks in a line, and without live rows that were pushed away. */
function lettersIn(lines: readonly string[]): string {
  return lines.join("").replace(/[^A-Z]/g, "");
}

/** Nothing precedes the first printed line, since the region starts at the bottom of the screen. */
function expectPrinted(lines: readonly string[], printed: readonly string[]): void {
  const first = lines.findIndex((line) => line !== "");
  expect(lines.slice(first, first + printed.length)).toEqual(printed);
}
