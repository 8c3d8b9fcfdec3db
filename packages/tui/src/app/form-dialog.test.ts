import type { Question } from "@codex/core";
import { expect, test } from "vitest";
import { FormDialog } from "./form-dialog.js";
import { QuestionDialog } from "./question-dialog.js";

const question: Question = {
  kind: "elicitation",
  id: "q",
  server: "tools",
  message: "who are you?",
  askedAt: 0,
  requestedSchema: {
    type: "object",
    properties: { name: { type: "string" }, age: { type: "integer" }, colour: { enum: ["red", "blue"] } },
    required: ["name", "colour"],
  },
};

function dialogAt(time: { now: number }) {
  const dialog = new FormDialog(question, () => time.now);
  const type = (text: string) => [...text].map((letter) => dialog.take({ name: letter, text: letter }));
  const enter = () => dialog.take({ name: "enter" });
  return { dialog, type, enter };
}

test("a form is filled in field by field; what does not fit is asked again", () => {
  const time = { now: 0 };
  const { dialog, type, enter } = dialogAt(time);
  time.now = 1_000;
  expect(enter().type).toBe("taken");
  type("Ada");
  enter();
  type("old");
  expect(enter().type).toBe("taken");
  for (let index = 0; index < 3; index++) dialog.take({ name: "backspace" });
  enter();
  dialog.take({ name: "down" });
  dialog.take({ name: "down" });
  expect(enter()).toEqual({ type: "answer", answer: { type: "accepted", content: { name: "Ada", colour: "blue" } } });
});

test("what is typed when a form comes belongs to the draft", () => {
  const time = { now: 0 };
  const { type } = dialogAt(time);
  expect(type("ab").map((taken) => taken.type)).toEqual(["passed", "passed"]);
});

test("a question takes no key before the keyboard was silent for half a second, and then one", () => {
  const time = { now: 0 };
  const command: Question = {
    kind: "command",
    id: "c",
    command: ["touch", "a"],
    cwd: "/",
    actions: [],
    outsideSandbox: false,
    askedAt: 0,
  };
  const dialog = new QuestionDialog(command, () => time.now);
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

test("a rule is offered where one could allow the command, and only there", () => {
  const command = { kind: "command", id: "c", command: ["git", "push"], cwd: "/", actions: [], askedAt: 0 } as const;
  const words = ["git", "push"];
  const answerTo = (proposedRule: readonly string[] | undefined) => {
    const dialog = new QuestionDialog({ ...command, outsideSandbox: true, proposedRule }, () => 0);
    return dialog.takeLine("r");
  };
  expect(answerTo(words)).toEqual({ type: "approved", scope: "rule", words });
  expect(answerTo(undefined)).toBeUndefined();
});
