import type { Question } from "@codex/core";
import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { questionBody } from "../view/question-view.js";
import { QuestionDialog } from "./question-dialog.js";

const question: Question = {
  kind: "command",
  id: "c",
  command: ["rm", "-rf", "build"],
  cwd: "/",
  actions: [],
  outsideSandbox: false,
  askedAt: 0,
};
const narrow = { ...look, columns: () => 24 };

/** Presses y after each look at it, as long as that does not answer; gives every row that was seen before it did. */
function seenBeforeYes(maxRows: number) {
  const dialog = new QuestionDialog(question, { now: () => 0, silenceMs: () => 0 });
  const seen = new Set<string>();
  for (let press = 0; press < 20; press++) {
    const rows = dialog.rows(narrow, maxRows);
    expect(rows.length).toBeLessThanOrEqual(Math.max(0, maxRows));
    for (const row of rows) seen.add(row);
    if (dialog.take({ name: "y", text: "y" }).type === "answer") return seen;
  }
  return undefined;
}

test.each([1, 2, 3, 4, 5, 6, 20])("on %i rows yes waits until all that is asked was seen", (maxRows) => {
  const seen = seenBeforeYes(maxRows);
  for (const row of questionBody(question, narrow)) expect(seen).toContain(row);
});

test("where there is no row for it nothing is agreed to, and no is still taken", () => {
  expect(seenBeforeYes(0)).toBeUndefined();
  const dialog = new QuestionDialog(question, { now: () => 0, silenceMs: () => 0 });
  dialog.rows(narrow, -1);
  expect(dialog.take({ name: "n", text: "n" })).toEqual({ type: "answer", answer: { type: "denied" } });
});
