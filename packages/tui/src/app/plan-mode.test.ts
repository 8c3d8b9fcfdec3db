import { expect, test } from "vitest";
import { modeChange } from "./plan-mode.js";
import type { Settings } from "./settings.js";

const usual: Settings = {
  mode: { kind: "default" },
  model: "gpt-test",
  effort: "low",
  approvalPolicy: "never",
  sandboxPolicy: { mode: "read-only" },
};

test("plan mode has an effort of its own, and the earlier one applies again afterwards", () => {
  const planning = { ...usual, ...modeChange("plan", usual, "high") };
  expect(planning).toMatchObject({ mode: { kind: "plan" }, effort: "high" });
  expect({ ...planning, ...modeChange("default", planning, "high") }).toEqual({
    ...usual,
    effortBeforePlan: undefined,
  });
});

test("without such an effort, the user's stays; a chat resumed in plan mode keeps what it has", () => {
  expect(modeChange("plan", usual)).toMatchObject({ effort: "low" });
  const resumed: Settings = { ...usual, mode: { kind: "plan" } };
  expect(modeChange("default", resumed, "high")).toMatchObject({ effort: "low" });
  expect(modeChange("plan", resumed, "high")).toEqual({});
});
