import { expect, test } from "vitest";
import { readHookAnswer } from "./hook-answer.js";
import type { HookEvent } from "./hook-event.js";

const exited = (stdout: unknown, status = 0, stderr = "") =>
  ({ type: "exited", status, stdout: typeof stdout === "string" ? stdout : JSON.stringify(stdout), stderr }) as const;
const specific = (hookEventName: string, fields: object) => ({ hookSpecificOutput: { hookEventName, ...fields } });

test.each<[HookEvent, unknown, object]>([
  [
    "PreToolUse",
    specific("PreToolUse", { permissionDecision: "deny", permissionDecisionReason: "no" }),
    { status: "blocked", reason: "no" },
  ],
  ["PreToolUse", { decision: "block", reason: "no" }, { status: "blocked", reason: "no" }],
  [
    "PreToolUse",
    specific("PreToolUse", { permissionDecision: "allow", updatedInput: { command: "x" } }),
    { status: "completed", updatedInput: { command: "x" } },
  ],
  [
    "PreToolUse",
    specific("PreToolUse", { additionalContext: "c" }),
    { status: "completed", context: "c", entries: [{ type: "context", text: "c" }] },
  ],
  ["PreToolUse", { systemMessage: "w" }, { status: "completed", entries: [{ type: "warning", text: "w" }] }],
  ["PreToolUse", specific("PostToolUse", { additionalContext: "c" }), { status: "completed", context: "c" }],
  ["PreToolUse", { suppressOutput: false, decision: null, reason: null }, { status: "completed", entries: [] }],
  [
    "PreToolUse",
    specific("PreToolUse", { permissionDecision: "allow", updatedInput: "x" }),
    { status: "completed", updatedInput: "x" },
  ],
  [
    "PreToolUse",
    {
      systemMessage: "w",
      ...specific("PreToolUse", {
        permissionDecision: "deny",
        permissionDecisionReason: "no",
        additionalContext: "c",
      }),
    },
    {
      status: "blocked",
      context: "c",
      entries: [
        { type: "warning", text: "w" },
        { type: "context", text: "c" },
        { type: "feedback", text: "no" },
      ],
    },
  ],
  ["PreToolUse", "plain", { status: "completed", entries: [] }],
  [
    "PermissionRequest",
    specific("PermissionRequest", { decision: { behavior: "allow" } }),
    { status: "completed", allows: true },
  ],
  [
    "PermissionRequest",
    specific("PermissionRequest", { decision: { behavior: "deny", message: "m" } }),
    { status: "blocked", reason: "m" },
  ],
  [
    "PermissionRequest",
    specific("PermissionRequest", { decision: { behavior: "deny", interrupt: false } }),
    { status: "blocked" },
  ],
  ["PostToolUse", { stopReason: "passed over" }, { status: "completed" }],
  ["PostToolUse", { continue: false }, { status: "stopped", entries: [{ type: "stop" }] }],
  ["PostToolUse", { decision: "block", reason: "redo" }, { status: "blocked", reason: "redo" }],
  ["PostToolUse", { continue: false, stopReason: "enough" }, { status: "stopped", reason: "enough" }],
  [
    "PostToolUse",
    { continue: false, stopReason: "enough", decision: "block", reason: "redo" },
    { status: "stopped", reason: "redo", entries: [{ type: "stop", text: "enough" }] },
  ],
  ["UserPromptSubmit", "plain\n", { status: "completed", context: "plain" }],
  ["UserPromptSubmit", { continue: false, stopReason: "closed" }, { status: "stopped", reason: "closed" }],
  ["UserPromptSubmit", { reason: "alone" }, { status: "completed", entries: [] }],
  ["UserPromptSubmit", { continue: false }, { status: "stopped", entries: [], reason: expect.any(String) }],
  [
    "UserPromptSubmit",
    { continue: false, stopReason: "s", ...specific("UserPromptSubmit", { additionalContext: "c" }) },
    {
      status: "stopped",
      context: "c",
      entries: [
        { type: "context", text: "c" },
        { type: "stop", text: "s" },
      ],
    },
  ],
  ["SessionStart", "plain", { context: "plain" }],
  ["SessionStart", { suppressOutput: true }, { status: "completed" }],
  ["SessionStart", { continue: false }, { status: "stopped", entries: [] }],
  ["Stop", { decision: "block", reason: " on\n" }, { status: "blocked", reason: "on" }],
  ["PreCompact", { continue: false, stopReason: "keep" }, { status: "stopped", reason: "keep" }],
  ["PostCompact", { continue: false }, { status: "stopped", entries: [{ type: "stop" }] }],
  ["PreModelRequest", { decision: "block", reason: "no" }, { status: "completed" }],
  ["PreModelRequest", { continue: false }, { status: "completed" }],
])("%s accepts %j", (event, stdout, answer) => {
  expect(readHookAnswer(event, exited(stdout))).toMatchObject(answer);
});

test.each<[HookEvent, unknown]>([
  ["PreToolUse", specific("PreToolUse", { permissionDecision: "allow" })],
  ["PreToolUse", specific("PreToolUse", { permissionDecision: "ask" })],
  ["PreToolUse", specific("PreToolUse", { permissionDecision: "deny" })],
  ["PreToolUse", specific("PreToolUse", { permissionDecisionReason: "r" })],
  ["PreToolUse", { continue: false }],
  ["PreToolUse", { decision: "approve" }],
  ["PreToolUse", { decision: "block" }],
  ["PreToolUse", { nonsense: 1 }],
  ["PreToolUse", [1]],
  ["PreToolUse", "{"],
  ["PermissionRequest", specific("PermissionRequest", { decision: { behavior: "allow", interrupt: true } })],
  ["PermissionRequest", specific("PermissionRequest", { decision: { behavior: "allow", updatedInput: {} } })],
  ["PermissionRequest", { continue: false }],
  ["PermissionRequest", { decision: "block", reason: "no" }],
  ["PermissionRequest", { stopReason: "s" }],
  ["PermissionRequest", specific("PermissionRequest", { additionalContext: "c" })],
  ["PostToolUse", specific("PostToolUse", { updatedMCPToolOutput: {} })],
  ["PostToolUse", specific("PostToolUse", { permissionDecision: "deny" })],
  ["PostToolUse", { suppressOutput: true }],
  ["PostToolUse", { reason: "alone" }],
  ["UserPromptSubmit", { decision: "approve" }],
  ["UserPromptSubmit", specific("UserPromptSubmit", { updatedInput: {} })],
  ["UserPromptSubmit", specific("Nonsense", { additionalContext: "c" })],
  ["SessionStart", { decision: "block", reason: "no" }],
  ["Stop", "plain words"],
  ["Stop", specific("Stop", {})],
  ["Stop", { decision: "approve" }],
  ["PreCompact", { decision: "block", reason: "no" }],
])("%s ignores %j, which decides nothing", (event, stdout) => {
  const answer = readHookAnswer(event, exited(stdout));
  expect(answer).toEqual({ status: "failed", entries: [{ type: "error", text: expect.any(String) }] });
});

test("exit status 2 blocks if the event can be blocked; any other status is a failure", () => {
  expect(readHookAnswer("Stop", exited("", 2, "again\n"))).toMatchObject({ status: "blocked", reason: "again" });
  expect(readHookAnswer("Stop", exited("", 2))).toMatchObject({ status: "failed" });
  expect(readHookAnswer("PreCompact", exited("", 2, "no"))).toMatchObject({ status: "failed" });
  expect(readHookAnswer("PreToolUse", exited({ decision: "block", reason: "no" }, 1))).toMatchObject({
    status: "failed",
  });
  expect(readHookAnswer("SessionStart", exited("", 127, "one\nsh: check: not found\n")).entries).toEqual([
    { type: "error", text: "it exited with 127: sh: check: not found" },
  ]);
  expect(readHookAnswer("PreToolUse", { type: "timed-out", seconds: 1 })).toEqual({
    status: "failed",
    entries: [{ type: "error", text: expect.stringMatching(/more than 1 s .* decided nothing/) }],
  });
  expect(readHookAnswer("SessionStart", { type: "timed-out", seconds: 1 }).entries).toEqual([
    { type: "error", text: "it took more than 1 s and was stopped" },
  ]);
});
