import type { ItemOf } from "@codex/core";
import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { livePlanRows } from "./plan-lines.js";

const planOf = (done: number, of: number): ItemOf<"plan"> => ({
  kind: "plan",
  id: "p",
  turnId: "t",
  callId: "c",
  status: "running",
  startedAt: 0,
  steps: Array.from({ length: of }, (_, index) => ({
    step: `step ${index + 1}`,
    status: index < done ? "completed" : index === done ? "in-progress" : "pending",
  })),
});

test("a short plan is shown completely while the turn is running", () => {
  expect(livePlanRows(planOf(1, 3), look)).toEqual(["plan", "☑ step 1", "▸ step 2", "☐ step 3"]);
});

test("of a long plan, the steps around the current one are shown, and how many are done", () => {
  const rows = livePlanRows(planOf(6, 12), look);
  expect(rows).toEqual(["plan 6 of 12 done", "☑ step 6", "▸ step 7", "☐ step 8", "☐ step 9", "☐ step 10"]);
  expect(livePlanRows(planOf(12, 12), look).at(-1)).toBe("☑ step 12");
});
