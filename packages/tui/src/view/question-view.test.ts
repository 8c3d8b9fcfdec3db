import type { Question } from "@codex/core";
import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { choiceRows, choicesOf, questionBody } from "./question-view.js";

const command: Question = {
  kind: "command",
  id: "c",
  command: ["git", "push", "origin", "main"],
  cwd: "/",
  actions: [],
  outsideSandbox: true,
  askedAt: 0,
  proposedRule: ["git", "push"],
};
const choicesIn = (question: Question, columns: number, maxRows: number) =>
  choiceRows(choicesOf(question), undefined, { ...look, columns: () => columns }, maxRows);
const rowsOf = (...place: Parameters<typeof choicesIn>) => choicesIn(...place).rows;

test("choices are shown on one row if they fit, otherwise below each other, otherwise shortened", () => {
  expect(rowsOf(command, 160, 10)).toHaveLength(1);
  expect(rowsOf(command, 80, 10)).toEqual([
    "  y    yes, once",
    "  a    always in this session (exactly this command)",
    "  r    from now on, whatever begins with: git push",
    "  n    no",
    "  Esc  stop",
  ]);
  expect(rowsOf(command, 24, 4)).toEqual(["  y yes   a always", "  r rule   n no", "  Esc stop"]);
});

test("what a rule would allow is also shown with shortened choices", () => {
  expect(choicesIn(command, 80, 10).unsaid).toEqual([]);
  expect(choicesIn(command, 40, 4).unsaid).toEqual(["  r: from now on, whatever begins with:", "  git push"]);
});

test("wrapped words are aligned with the text they belong to", () => {
  expect(rowsOf({ ...command, proposedRule: undefined }, 40, 10).slice(1, 3)).toEqual([
    "  a    always in this session",
    "       (exactly this command)",
  ]);
});

test("a proposed change is not shown as done, and its reason is not attributed to the model", () => {
  const changes = [{ type: "add", path: "/a.txt", content: "x\n" }] as const;
  const patch: Question = { kind: "patch", id: "p", changes, askedAt: 0, reason: "not without asking" };
  const body = questionBody(patch, look).join("\n");
  expect(body).toContain("add a.txt");
  expect(body).toContain("reason: not without asking");
});

test("a wrapped line of code is aligned with the code, not with its number", () => {
  const changes = [{ type: "add", path: "/a.txt", content: `${"x".repeat(40)}\n` }] as const;
  const patch: Question = { kind: "patch", id: "p", changes, askedAt: 0 };
  const rows = questionBody(patch, { ...look, columns: () => 31 });
  expect(rows.filter((row) => row.includes("xx"))).toEqual([`    1 + ${"x".repeat(22)}`, `        ${"x".repeat(18)}`]);
});
