import type { Question } from "@codex/core";
import { expect, test } from "vitest";
import { QuestionDialog } from "./question-dialog.js";
import { TypingRhythm } from "./typing-rhythm.js";

const question: Question = {
  kind: "command",
  id: "c",
  command: ["touch", "a"],
  cwd: "/",
  actions: [],
  outsideSandbox: false,
  askedAt: 0,
};

/** A question that comes while somebody types; gives what the keys after it do. */
function askedWhile(letterMs: number) {
  let now = 0;
  const rhythm = new TypingRhythm(() => now);
  for (let letter = 0; letter < 10; letter++) {
    now += letterMs;
    rhythm.typed();
  }
  const dialog = new QuestionDialog(question, { now: () => now, silenceMs: () => rhythm.silenceMs });
  return (afterMs: number) => {
    now += afterMs;
    const taken = dialog.take({ name: "a", text: "a" }).type;
    if (taken === "passed") rhythm.typed();
    return taken;
  };
}

test("who types fast answers after half a second", () => {
  const press = askedWhile(100);
  expect([press(100), press(400), press(600)]).toEqual(["passed", "passed", "answer"]);
});

test("a letter of who types slowly answers nothing", () => {
  const press = askedWhile(700);
  expect([press(700), press(750), press(800)]).toEqual(["passed", "passed", "passed"]);
  expect(press(1_600)).toBe("answer");
});

test("how somebody typed long ago says nothing, nor does one long pause", () => {
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
