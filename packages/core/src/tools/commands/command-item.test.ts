import { describe, expect, it } from "vitest";
import type { ExecOutput, ExecResult } from "../../exec/exec-types.js";
import { endOfCommand } from "./command-item.js";

const output = (exitCode: number, more: Partial<ExecOutput> = {}): ExecOutput => ({
  exitCode,
  stdout: "",
  stderr: "",
  aggregatedOutput: "",
  durationMs: 5,
  timedOut: false,
  ...more,
});

describe("the end of a command", () => {
  it.each<[ExecResult, number, string]>([
    [{ type: "finished", output: output(3) }, 3, "completed"],
    [{ type: "finished", output: output(139, { signal: "SIGSEGV" }) }, 139, "failed"],
    [{ type: "sandbox-denied", output: output(2) }, 2, "failed"],
    [{ type: "timed-out", output: output(64) }, -1, "failed"],
    [{ type: "failed-to-start", message: "no" }, -1, "failed"],
  ])("of $0.type has the command's own exit code", (result, exitCode, status) => {
    expect(endOfCommand(result)).toMatchObject({ exitCode, status });
  });
});
