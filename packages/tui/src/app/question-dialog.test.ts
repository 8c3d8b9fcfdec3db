import type { Question } from "@codex/core";
import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { questionBody } from "../view/question-view.js";
import { QuestionDialog } from "./question-dialog.js";
import { TypingRhythm } from "./typing-rhythm.js";

const command: Extract<Question, { kind: "command" }> = {
  kind: "command",
  id: "c",
  command: ["touch", "a"],
  cwd: "/",
  actions: [],
  outsideSandbox: false,
  askedAt: 0,
};

const timesOf = (now: () => number) => ({ now, silenceMs: () => 500 });

test("a question takes no key until the keyboard has been silent for half a second, and then takes one", () => {
  const time = { now: 0 };
  const dialog = new QuestionDialog(
    command,
    timesOf(() => time.now),
  );
  const press = (letter: string) => dialog.take({ name: letter, text: letter });
  time.now = 400;
  expect(press("y").type).toBe("passed");
  time.now = 800;
  expect(press("y").type).toBe("passed");
  time.now = 1_400;
  expect(dialog.take({ name: "enter" }).type).toBe("passed");
  time.now = 2_000;
  expect(press("y")).toEqual({ type: "answer", answer: { type: "approved", scope: "once" } });
});

test("with little room, what a rule would allow must be read before a key counts", () => {
  let now = 0;
  const question = { ...command, command: ["git", "push"], outsideSandbox: true, proposedRule: ["git", "push"] };
  const dialog = new QuestionDialog(
    question,
    timesOf(() => now),
  );
  now = 1_000;
  const small = { ...look, columns: () => 30 };
  const press = (name: string) => dialog.take({ name, text: name });
  expect(dialog.rows(small, 7).join("\n")).not.toMatch(/whatever\s+begins/);
  expect(press("r").type).toBe("taken");
  const seen = [dialog.rows(small, 7)];
  for (let page = 0; page < 5 && seen.at(-1)?.join("\n").includes("more lines"); page++) {
    press("space");
    seen.push(dialog.rows(small, 7));
  }
  expect(seen.flat().join("\n")).toMatch(/whatever\s+begins/);
  expect(press("r").type).toBe("answer");
});

test("a rule is offered only if one could allow the command", () => {
  const words = ["git", "push"];
  const answerTo = (proposedRule: readonly string[] | undefined) => {
    const dialog = new QuestionDialog(
      { ...command, command: words, outsideSandbox: true, proposedRule },
      timesOf(() => 0),
    );
    return dialog.takeLine("r");
  };
  expect(answerTo(words)).toEqual({ type: "approved", scope: "rule", words });
  expect(answerTo(undefined)).toBeUndefined();
});

/** Asks while somebody is typing; returns a function that presses a key later and returns its effect. */
function askedWhile(letterMs: number) {
  let now = 0;
  const rhythm = new TypingRhythm(() => now);
  for (let letter = 0; letter < 10; letter++) {
    now += letterMs;
    rhythm.typed();
  }
  const dialog = new QuestionDialog(command, { now: () => now, silenceMs: () => rhythm.silenceMs });
  return (afterMs: number) => {
    now += afterMs;
    const taken = dialog.take({ name: "a", text: "a" }).type;
    if (taken === "passed") rhythm.typed();
    return taken;
  };
}

test("after fast typing, a key answers half a second later", () => {
  const press = askedWhile(100);
  expect([press(100), press(400), press(600)]).toEqual(["passed", "passed", "answer"]);
});

test("after slow typing, the next letter answers nothing", () => {
  const press = askedWhile(700);
  expect([press(700), press(750), press(800)]).toEqual(["passed", "passed", "passed"]);
  expect(press(1_600)).toBe("answer");
});

test("neither typing of long ago nor a single long pause counts", () => {
  expect(askedWhile(2_500)(2_100)).toBe("answer");
  const rhythm = new TypingRhythm(() => now);
  let now = 0;
  for (const gap of [50, 50, 900, 50, 50]) {
    now += gap;
    rhythm.typed();
  }
  expect(rhythm.silenceMs).toBe(500);
  now += 3_100;
  rhythm.typed();
  expect(rhythm.silenceMs).toBe(500);
});

const removal: Question = { ...command, command: ["rm", "-rf", "build"] };
const narrow = { ...look, columns: () => 24 };

/** Shows the question and presses y until that answers; returns every row that was shown before. */
function seenBeforeYes(maxRows: number) {
  const dialog = new QuestionDialog(removal, { now: () => 0, silenceMs: () => 0 });
  const seen = new Set<string>();
  for (let press = 0; press < 20; press++) {
    const rows = dialog.rows(narrow, maxRows);
    expect(rows.length).toBeLessThanOrEqual(Math.max(0, maxRows));
    for (const row of rows) seen.add(row);
    if (dialog.take({ name: "y", text: "y" }).type === "answer") return seen;
  }
  return undefined;
}

test.each([1, 2, 3, 4, 5, 6, 20])("on %i rows, yes waits until the whole question has been shown", (maxRows) => {
  const seen = seenBeforeYes(maxRows);
  for (const row of questionBody(removal, narrow)) expect(seen).toContain(row);
});

test("without a row for the question, yes is refused and no is accepted", () => {
  expect(seenBeforeYes(0)).toBeUndefined();
  const dialog = new QuestionDialog(removal, { now: () => 0, silenceMs: () => 0 });
  dialog.rows(narrow, -1);
  expect(dialog.take({ name: "n", text: "n" })).toEqual({ type: "answer", answer: { type: "denied" } });
});

test.each([
  ["y", { type: "approved", scope: "once" }],
  [" Yes ", { type: "approved", scope: "once" }],
  ["always", { type: "approved", scope: "thread" }],
  ["2", { type: "approved", scope: "thread" }],
  ["n", { type: "denied" }],
  ["n use pnpm", { type: "denied" }],
  ["No, use pnpm", { type: "denied" }],
  ["stop", { type: "cancelled" }],
  ["nothing of the kind", undefined],
  ["actually, do not do that", undefined],
  ["you should not", undefined],
  ["22", undefined],
  ["", undefined],
])("line by line, %j is answered with %j: only a whole word answers", (line, answer) => {
  const dialog = new QuestionDialog(
    command,
    timesOf(() => 0),
  );
  expect(dialog.takeLine(line)).toEqual(answer);
  expect(dialog.plainRows(look).at(-1)).toContain("type y, a, n or stop, or a number: 1 yes");
  expect(dialog.plainRows(look).join("\n")).not.toContain("Esc");
  expect(dialog.plainRows(look)).toContainEqual(expect.stringMatching(/ s +stop$/));
});
