import type { ThreadEventBody } from "@codex/core";
import { createStyle } from "@codex/terminal";
import { expect, test } from "vitest";
import { createHumanOutput, type ExecOutcome } from "../src/index.js";

const completed: ExecOutcome = { status: "completed", lastMessage: "done", failure: undefined, error: undefined };

function shown(events: readonly ThreadEventBody[], outcome: ExecOutcome): { progress: string; result: string } {
  const text = { progress: "", result: "" };
  const output = createHumanOutput({
    writeProgress: (more) => {
      text.progress += more;
    },
    writeResult: (more) => {
      text.result += more;
    },
    style: createStyle(false),
    config: { cwd: "/work", fileOpener: "vscode", hideAgentReasoning: false },
  });
  for (const event of events) output.event(event);
  output.end(outcome);
  return text;
}

test("the answer is the result; the tokens of all requests come last", () => {
  const last = { inputTokens: 1000, cachedInputTokens: 10, outputTokens: 5, totalTokens: 1005 };
  const usage = { type: "usage", turnId: "t", last, turn: last, total: last } as const;
  expect(shown([usage, usage], completed)).toEqual({
    progress: "\ntokens: 2,000 in (20 cached), 10 out\n",
    result: "done\n",
  });
});

test.each(["failed", "schema-mismatch"] as const)("%s: the error is reported once", (status) => {
  const error = { message: "it broke", code: "internal" } as const;
  const turn = { id: "t", kind: "input", status: "failed", startedAt: 0, error } as const;
  const outcome = { status, lastMessage: undefined, failure: undefined, error };
  expect(shown([{ type: "turn-ended", turn }], outcome)).toEqual({ progress: "error: it broke\n", result: "" });
});

test("a command shows its own exit code, even if the sandbox made it fail", () => {
  const output = { stdout: "", stderr: "", aggregated: "", formatted: "" };
  const common = { kind: "command", id: "t/1", turnId: "t", callId: "c", command: ["false"], cwd: "/work" } as const;
  const item = { ...common, actions: [], source: "agent", output, startedAt: 0 } as const;
  const failure = { code: "sandbox-denied", message: "denied" } as const;
  const events = [
    { type: "item-started", item: { ...item, status: "running" } },
    { type: "item-ended", item: { ...item, status: "failed", exitCode: 3, failure } },
  ] as const;
  expect(shown(events, completed).progress).toContain("✘ exit 3 ");
});

test("a denied command is shown with the reason and the hook's message", () => {
  const output = { stdout: "", stderr: "", aggregated: "", formatted: "" };
  const base = { turnId: "t", callId: "c", startedAt: 0, status: "declined" } as const;
  const command = {
    ...base,
    kind: "command",
    id: "t/1",
    command: ["bash", "-lc", "git push"],
    cwd: "/work",
    actions: [],
    source: "agent",
    output,
    failure: { code: "rejected", message: "ask\nAnn" },
  } as const;
  const hook = {
    kind: "hook",
    id: "t/2",
    turnId: "t",
    startedAt: 0,
    event: "pre-tool-use",
    command: "check",
    runId: "r",
    source: "user",
    sourcePath: "/hooks.json",
    displayOrder: 0,
  } as const;
  const events = [
    { type: "item-ended", item: command },
    { type: "item-ended", item: { ...hook, status: "completed", entries: [] } },
    {
      type: "item-ended",
      item: { ...hook, status: "completed", decision: "blocked", entries: [{ type: "feedback", text: "not today" }] },
    },
  ] as const;
  expect(shown(events, completed).progress).toBe(
    "\nrun git push\n  ✘ not run: ask Ann\nhook pre-tool-use blocked: not today\n",
  );
});
