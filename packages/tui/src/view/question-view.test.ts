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

test("answers stand on one row where they fit, else one below the other, else in few words", () => {
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

test("what a rule would allow is said also where there are few words", () => {
  expect(choicesIn(command, 80, 10).unsaid).toEqual([]);
  expect(choicesIn(command, 40, 4).unsaid).toEqual(["  r: from now on, whatever begins with:", "  git push"]);
});

test("words that go on stand below those that they belong to", () => {
  expect(rowsOf({ ...command, proposedRule: undefined }, 40, 10).slice(1, 3)).toEqual([
    "  a    always in this session",
    "       (exactly this command)",
  ]);
});

test("what is asked about has not been done, and why it is asked are not the model's words", () => {
  const changes = [{ type: "add", path: "/a.txt", content: "x\n" }] as const;
  const patch: Question = { kind: "patch", id: "p", changes, askedAt: 0, reason: "not without asking" };
  const body = questionBody(patch, look).join("\n");
  expect(body).toContain("add a.txt");
  expect(body).toContain("reason: not without asking");
});

test("what goes on of a line of code stands below the code, not below its number", () => {
  const changes = [{ type: "add", path: "/a.txt", content: `${"x".repeat(40)}\n` }] as const;
  const patch: Question = { kind: "patch", id: "p", changes, askedAt: 0 };
  const rows = questionBody(patch, { ...look, columns: () => 31 });
  expect(rows.filter((row) => row.includes("xx"))).toEqual([`    1 + ${"x".repeat(22)}`, `        ${"x".repeat(18)}`]);
});
