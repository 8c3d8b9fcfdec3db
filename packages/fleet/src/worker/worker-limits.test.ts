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

test("a turn gets the requested sandbox, but never a wider one than the worker allows", () => {
  expect(sandboxOf(turn("read-only"), limits)).toBe("read-only");
  expect(sandboxOf(turn("workspace-write"), limits)).toBe("workspace-write");
  expect(sandboxOf(turn("danger-full-access"), limits)).toBe("workspace-write");
  expect(sandboxOf(turn("danger-full-access"), { ...limits, sandboxMode: "danger-full-access" })).toBe(
    "danger-full-access",
  );
});

test("a turn without a sandbox mode is read-only", () => {
  expect(sandboxOf(turn(undefined), { ...limits, sandboxMode: "danger-full-access" })).toBe("read-only");
});

test("without a working sandbox, only allowed turns that need none can run", () => {
  const without = { ...limits, hasSandbox: false };
  expect(canRun(turn("workspace-write"), without)).toBe(false);
  expect(canRun(turn("danger-full-access"), without)).toBe(false);
  expect(canRun(turn("danger-full-access"), { ...without, sandboxMode: "danger-full-access" })).toBe(true);
});

test("a turn's limits are the smaller of its own and the worker's", () => {
  const own = { maxTurns: 10, maxTokens: 500, maxTimeMs: undefined };
  const asked = { ...turn("read-only"), limits: { maxTurns: 3, maxTokens: 900 } };
  expect(smallerLimits(own, asked)).toEqual({ maxTurns: 3, maxTokens: 500, maxTimeMs: undefined });
  expect(smallerLimits(own, turn("read-only"))).toEqual(own);
});
