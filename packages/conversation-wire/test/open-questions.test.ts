import type { Answer, Question } from "@codex/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OpenQuestions } from "../src/open-questions.js";

const YES: Answer = { type: "approved", scope: "once" };
const NO: Answer = { type: "denied" };
const never = new AbortController().signal;

// The time between two answers decides whether the second is a repetition; here, the test sets it.
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Questions of one turn, whose answers are recorded. */
function startTurn() {
  const again: string[] = [];
  const answers: Record<string, Answer> = {};
  const questions = new OpenQuestions(({ id }) => again.push(id));
  const ask = (id: string) => {
    const question: Question = {
      ...{ id, kind: "command", callId: `call-${id}`, command: ["touch", id], cwd: "/", actions: [] },
      ...{ outsideSandbox: false, askedAt: 0 },
    };
    void questions
      .askBy("turn")(question, never)
      .then((answer) => {
        answers[id] = answer;
      });
  };
  return { questions, ask, again, answers };
}

const quiet = () => vi.advanceTimersByTimeAsync(1000);
const moment = () => vi.advanceTimersByTimeAsync(10);

it("a repeated answer does not answer the next question, which is asked again", async () => {
  const { questions, ask, again, answers } = startTurn();
  ask("one");
  questions.answer("turn", YES);
  await moment();
  questions.answer("turn", YES);
  ask("two");
  for (let count = 0; count < 10; count++) {
    questions.answer("turn", YES);
    await moment();
  }
  await quiet();
  expect(answers).toEqual({ one: YES });
  expect(again).toEqual(["two"]);
  questions.answer("turn", YES);
  await quiet();
  expect(answers).toEqual({ one: YES, two: YES });
  expect(again).toEqual(["two"]);
});

it("a client that answers each question once is heard, however fast it answers", async () => {
  const { questions, ask, again, answers } = startTurn();
  for (const id of ["one", "two", "three", "four"]) {
    ask(id);
    questions.answer("turn", YES);
    while (answers[id] === undefined) await moment();
  }
  expect(answers).toEqual({ one: YES, two: YES, three: YES, four: YES });
  expect(again).toEqual([]);
});

it("questions that are open at the same time get one answer each", async () => {
  const { questions, ask, again, answers } = startTurn();
  ask("one");
  ask("two");
  questions.answer("turn", YES);
  questions.answer("turn", YES);
  await quiet();
  expect(answers).toEqual({ one: YES, two: YES });
  expect(again).toEqual([]);
});

it("a different answer is not a repetition, nor is one that names its call", async () => {
  const { questions, ask, answers } = startTurn();
  ask("one");
  questions.answer("turn", YES);
  ask("two");
  questions.answer("turn", NO);
  ask("three");
  questions.answer("call-three", NO);
  await moment();
  expect(answers).toEqual({ one: YES, two: NO, three: NO });
});

it("an answer without a question does not answer a later one", async () => {
  const { questions, ask, again, answers } = startTurn();
  questions.answer("turn", YES);
  ask("one");
  questions.answer("turn", YES);
  await quiet();
  expect(answers).toEqual({});
  expect(again).toEqual(["one"]);
});
