import { describe, expect, it } from "vitest";
import type { ExecOutput } from "../exec-types.js";
import { formatExecOutput, formatExecOutputText } from "./format-output.js";
import { OutputCapture } from "./output-capture.js";

const output = (aggregatedOutput: string, more: Partial<ExecOutput> = {}): ExecOutput => ({
  exitCode: 0,
  stdout: "",
  stderr: "",
  aggregatedOutput,
  durationMs: 1_234,
  timedOut: false,
  ...more,
});
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

describe("a command's output for the model", () => {
  it("is JSON with the exit code and the time in tenths of a second", () => {
    expect(JSON.parse(formatExecOutput(output("hi\n", { exitCode: 3 })))).toEqual({
      output: "hi\n",
      metadata: { exit_code: 3, duration_seconds: 1.2 },
    });
  });

  it("is complete up to 256 lines", () => {
    const text = lines(1, 256).join("\n");
    expect(formatExecOutputText(output(text))).toBe(text);
    expect(formatExecOutputText(output(`${text}\n`))).toBe(`${text}\n`);
  });

  it("is the first and last 128 lines if longer", () => {
    const text = formatExecOutputText(output(`${lines(1, 300).join("\r\n")}\r\n`));
    const head = lines(1, 128).join("\n");
    const tail = lines(173, 300).join("\n");
    expect(text).toBe(`${head}\n[... omitted 44 of 300 lines ...]\n\n${tail}`);
  });

  it("is at most 10 KiB, and splits no character", () => {
    const text = formatExecOutputText(output("€".repeat(20_000)));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10 * 1024);
    expect(text).toMatch(/^€{1706}\n\[... omitted \d+ of 60000 bytes ...\]\n\n€+$/);
    const both = formatExecOutputText(output(`${"a".repeat(8_000)}\n`.repeat(200)));
    expect(both.length).toBeLessThanOrEqual(10 * 1024);
  });

  it("always includes the end, also of one long line, and counts what is missing", () => {
    const capture = new OutputCapture(40_000);
    capture.append(Buffer.from(`FIRST ${"x".repeat(2_000_000)} LAST`));
    const { text, totalLines, omittedBytes } = capture.read();
    const shown = formatExecOutputText(
      output(text, { aggregatedTotalLines: totalLines, aggregatedOmittedBytes: omittedBytes }),
    );
    expect(shown).toMatch(/^FIRST x+\n\[\.\.\. omitted 19\d{5} of 200\d{4} bytes \.\.\.\]\n\nx+ LAST$/);
    const few = formatExecOutputText(output(`${"a".repeat(9_000)}\nb\n${"c".repeat(9_000)}\nEND\n`));
    expect(few).toContain("[... omitted 1 of 4 lines ...]");
    expect(few.endsWith("c\nEND")).toBe(true);
  });

  it("shows overwritten lines as a terminal does", () => {
    const bar = Array.from({ length: 20_000 }, (_, at) => `\r${at + 1}/20000 downloading`).join("");
    expect(formatExecOutputText(output(`FIRST\n${bar}\nLAST\n`))).toBe("FIRST\n20000/20000 downloading\nLAST\n");
    expect(formatExecOutputText(output("\u001b[32m50%\u001b[0m\rdone"))).toBe("done");
    expect(formatExecOutputText(output("\u001b[31mred text\u001b[2K\r x"))).toBe(" x");
    expect(formatExecOutputText(output("step 1\u001b[2K\u001b[1Gstep\r\u001b[1mS\u001b[0m"))).toBe("Step");
    expect(formatExecOutputText(output("\u001b[1mbold\u001b[0m"))).toBe("\u001b[1mbold\u001b[0m");
    expect(formatExecOutputText(output("downloading\rdone"))).toBe("doneloading");
    expect(formatExecOutputText(output("downloading\r\u001b[Kdone\nx\r\n"))).toBe("done\nx\r\n");
  });

  it("counts the lines that were not kept", () => {
    const capture = new OutputCapture(4_000);
    capture.append(Buffer.from(`${lines(1, 100_000).join("\n")}\n`));
    const { text, totalLines } = capture.read();
    const shown = formatExecOutputText(output(text, { aggregatedTotalLines: totalLines }));
    expect(shown).toContain("\n[... omitted 99744 of 100000 lines ...]\n");
    expect(shown.startsWith("1\n2\n")).toBe(true);
    expect(shown.endsWith("99999\n100000")).toBe(true);
  });
});

describe("captured output", () => {
  it("is complete up to the limit, however it is chunked", () => {
    const capture = new OutputCapture(10);
    for (const piece of ["ab", "cde", "", "fg", "hij"]) capture.append(Buffer.from(piece));
    expect(capture.read()).toEqual({ text: "abcdefghij", omittedBytes: 0, totalLines: 1 });
  });

  it("is head and tail beyond the limit, split between characters", () => {
    const capture = new OutputCapture(10);
    for (const piece of ["abcd€", "x\ny\n", "é", "€12", "3"]) capture.append(Buffer.from(piece));
    expect(capture.read()).toEqual({ text: "abcd\n[... omitted 12 bytes ...]\n123", omittedBytes: 12, totalLines: 3 });
  });

  it("does not depend on chunk sizes", () => {
    const all = Buffer.from(lines(1, 500).join("\n"));
    const whole = new OutputCapture(100);
    whole.append(all);
    for (const size of [1, 7, 49, 50, 51, 99, 1000]) {
      const capture = new OutputCapture(100);
      for (let at = 0; at < all.length; at += size) capture.append(all.subarray(at, at + size));
      expect(capture.read()).toEqual(whole.read());
    }
  });
});
