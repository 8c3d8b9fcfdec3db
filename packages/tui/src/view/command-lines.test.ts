import type { ItemOf } from "@codex/core";
import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { commandLines } from "./command-lines.js";

const reason = "the working directory /gone does not exist";

test.each([
  ["output", reason],
  ["no output", ""],
])("why a command did not start is said once, with %s", (_, aggregated) => {
  const command: ItemOf<"command"> = {
    kind: "command",
    id: "c",
    turnId: "t",
    status: "failed",
    startedAt: 0,
    endedAt: 0,
    source: "agent",
    callId: "call",
    decision: { by: "policy" },
    command: ["make"],
    cwd: "/",
    actions: [],
    output: { aggregated, formatted: aggregated, stdout: "", stderr: aggregated },
    exitCode: -1,
    failure: { code: "failed-to-start", message: reason },
  };
  const text = commandLines(command, look, false).join("\n");
  expect(text.split(reason)).toHaveLength(2);
  expect(text).not.toContain("exit");
});
