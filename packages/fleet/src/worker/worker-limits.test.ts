import { expect, test } from "vitest";
import type { TurnMessage } from "../messages/turn-message.js";
import { canRun, sandboxOf, smallerLimits } from "./worker-limits.js";

const turn = (sandboxMode: TurnMessage["sandboxMode"]): TurnMessage => ({
  version: 1,
  threadId: "6f1c5a0e-3b1d-4c55-9d8e-0a1b2c3d4e5f",
  turnId: "6f1c5a0e-3b1d-4c55-9d8e-0a1b2c3d4e60",
  input: [],
  isAnswered: false,
  sandboxMode,
});
const limits = { sandboxMode: "workspace-write", hasSandbox: true, isConfined: false } as const;

test("a turn gets the sandbox that it asks for, never a wider one than the worker allows", () => {
  expect(sandboxOf(turn("read-only"), limits)).toBe("read-only");
  expect(sandboxOf(turn("workspace-write"), limits)).toBe("workspace-write");
  expect(sandboxOf(turn("danger-full-access"), limits)).toBe("workspace-write");
  expect(sandboxOf(turn("danger-full-access"), { ...limits, sandboxMode: "danger-full-access" })).toBe(
    "danger-full-access",
  );
});

test("a turn that says nothing may write nothing", () => {
  expect(sandboxOf(turn(undefined), { ...limits, sandboxMode: "danger-full-access" })).toBe("read-only");
});

test("where no sandbox works, only turns that need none run, as far as they are allowed", () => {
  const without = { ...limits, hasSandbox: false };
  expect(canRun(turn("workspace-write"), without)).toBe(false);
  expect(canRun(turn("danger-full-access"), without)).toBe(false);
  expect(canRun(turn("danger-full-access"), { ...without, sandboxMode: "danger-full-access" })).toBe(true);
});

test("a turn may take what it says and the worker's configuration allows", () => {
  const own = { maxTurns: 10, maxTokens: 500, maxTimeMs: undefined };
  const asked = { ...turn("read-only"), limits: { maxTurns: 3, maxTokens: 900 } };
  expect(smallerLimits(own, asked)).toEqual({ maxTurns: 3, maxTokens: 500, maxTimeMs: undefined });
  expect(smallerLimits(own, turn("read-only"))).toEqual(own);
});
