import fc from "fast-check";
import { expect, test } from "vitest";
import type { ExecStream } from "../exec-types.js";
import { CommandCapture } from "./command-capture.js";
import { OutputCapture } from "./output-capture.js";

type Piece = readonly [stream: ExecStream, text: string];

/** What is kept of pieces that arrive in this order. */
async function captured(pieces: readonly Piece[]) {
  const capture = new CommandCapture(undefined);
  const readers: Partial<Record<ExecStream, (bytes: Uint8Array) => void>> = {};
  const stream = (name: ExecStream) => ({
    read: async (onBytes: (bytes: Uint8Array) => void) => {
      readers[name] = onBytes;
    },
    pause() {},
    resume() {},
    destroy() {},
  });
  const reading = capture.readFrom({ stdout: stream("stdout"), stderr: stream("stderr") });
  for (const [name, text] of pieces) readers[name]?.(Buffer.from(text));
  await reading;
  return capture.finish(0);
}

const piece = fc.tuple(
  fc.constantFrom<ExecStream>("stdout", "stderr"),
  fc.constantFrom("a", "line\n", "\n\n", "long line\n".repeat(50_000)),
);

test("both streams are kept separately and combined, in any order of arrival", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      const together = new OutputCapture();
      for (const [, text] of pieces) together.append(Buffer.from(text));
      const { text, totalLines, omittedBytes } = together.read();
      expect(await captured(pieces)).toMatchObject({
        aggregatedOutput: text,
        aggregatedTotalLines: totalLines,
        aggregatedOmittedBytes: omittedBytes,
      });
    }),
  );
});

test.each([0, 1, 2, 3, 5, 8, 100])("lines are counted correctly at every memory offset of %i bytes", (length) => {
  const memory = Buffer.from("\n\n\nx\n\u00e4\n".repeat(20));
  for (let start = 0; start < 9; start++) {
    const bytes = memory.subarray(start, start + length);
    const capture = new OutputCapture();
    capture.append(bytes);
    const text = bytes.toString("latin1");
    const lines = text.split("\n").length - (text.endsWith("\n") || text === "" ? 1 : 0);
    expect(capture.read().totalLines).toBe(lines);
  }
});
