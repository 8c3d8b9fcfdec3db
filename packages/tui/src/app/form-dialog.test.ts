import type { Question } from "@codex/core";
import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { FormDialog } from "./form-dialog.js";
import type { QuestionKey } from "./question-dialog.js";

const timesOf = (now: () => number) => ({ now, silenceMs: () => 500 });

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
  const dialog = new FormDialog(
    question,
    timesOf(() => time.now),
  );
  const type = (text: string) => [...text].map((letter) => dialog.take({ name: letter, text: letter }));
  const enter = () => dialog.take({ name: "enter" });
  return { dialog, type, enter };
}

test("a form is filled in field by field; invalid answers are asked again", () => {
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

test("Shift-Tab goes back to the previous answer", () => {
  const time = { now: 0 };
  const { dialog, type, enter } = dialogAt(time);
  time.now = 1_000;
  type("Eve");
  dialog.take({ name: "tab" });
  type("36");
  dialog.take({ name: "tab", shift: true });
  for (let index = 0; index < 3; index++) dialog.take({ name: "backspace" });
  type("Ada");
  enter();
  enter();
  dialog.take({ name: "down" });
  expect(dialog.take({ name: "tab" }).type).toBe("taken");
  const content = { name: "Ada", age: 36, colour: "red" };
  expect(enter()).toEqual({ type: "answer", answer: { type: "accepted", content } });
});

test("plain lines fill in a form, go back, decline it and stop the turn", () => {
  const { dialog } = dialogAt({ now: 0 });
  const lines = (...all: string[]) => all.map((line) => dialog.takeLine(line)).at(-1);
  expect(dialog.plainRows(look).join("\n")).not.toContain("Enter");
  expect(lines("/no")).toEqual({ type: "denied" });
  expect(lines("/stop")).toEqual({ type: "cancelled" });
  expect(lines("Eve", "<", "Ada", "")).toBeUndefined();
  expect(dialog.plainRows(look).join("\n")).toContain("(3 of 3), < goes back");
  expect(lines("blue")).toEqual({ type: "accepted", content: { name: "Ada", colour: "blue" } });
});

test("keys typed just when a form appears go to the draft", () => {
  const time = { now: 0 };
  const { type } = dialogAt(time);
  expect(type("ab").map((taken) => taken.type)).toEqual(["passed", "passed"]);
});

/** A form with one field, after the silence. Returns the answer that `act` leads to. */
function answerTo(schema: unknown, act: (dialog: FormDialog, press: (...names: string[]) => QuestionKey) => void) {
  let now = 0;
  const requestedSchema = { type: "object", properties: { it: schema }, required: ["it"] };
  const dialog = new FormDialog(
    { ...question, requestedSchema } as Question,
    timesOf(() => now),
  );
  now = 1_000;
  const press = (...names: string[]) =>
    names.map((name) => dialog.take(name.length > 1 ? { name } : { name, text: name })).at(-1) ?? { type: "passed" };
  act(dialog, press);
  const done = press("enter");
  return done.type === "answer" && done.answer.type === "accepted" ? done.answer.content["it"] : done.type;
}

test.each([
  ["a default is taken by Enter alone", { type: "integer", default: 8_080 }, [], 8_080],
  ["a number out of range is refused", { type: "integer", minimum: 1, maximum: 10 }, ["5", "0"], "taken"],
  ["a number within it is not", { type: "integer", minimum: 1, maximum: 10 }, ["5"], 5],
  ["a text that is too long is refused", { type: "string", maxLength: 2 }, ["a", "b", "c"], "taken"],
  ["a text that is no address is refused", { type: "string", format: "email" }, ["a", "b"], "taken"],
  ["an address is not", { type: "string", format: "email" }, ["a", "@", "b"], "a@b"],
  ["a word is no web address", { type: "string", format: "uri" }, ["a", "b"], "taken"],
  ["a day that the month lacks", { type: "string", format: "date" }, [..."2026-02-30"], "taken"],
  ["a day", { type: "string", format: "date" }, [..."2026-02-28"], "2026-02-28"],
  ["a time without its zone", { type: "string", format: "date-time" }, [..."2026-02-28T10:00:00"], "taken"],
  [
    "a time with its zone",
    { type: "string", format: "date-time" },
    [..."2026-02-28T10:00:00+01:00"],
    "2026-02-28T10:00:00+01:00",
  ],
  ["limits count characters", { type: "string", minLength: 2 }, ["\u{1f600}"], "taken"],
  ["too few", { type: "array", items: { enum: ["r", "g", "b"] }, minItems: 2 }, ["1"], "taken"],
  ["too many", { type: "array", items: { enum: ["r", "g", "b"] }, maxItems: 1 }, ["1", ",", "2"], "taken"],
  ["nothing is chosen at first", { enum: ["r", "b"] }, [], "taken"],
  ["a choice by its number", { enum: ["r", "b"] }, ["2"], "b"],
  ["a choice with a title", { oneOf: [{ const: "r", title: "Red" }, { const: "b" }] }, ["R", "e", "d"], "r"],
  ["yes or no, with a default", { type: "boolean", default: false }, [], false],
  ["keys that edit", { type: "string" }, ["a", "b", "left", "x"], "axb"],
  ["several by their numbers", { type: "array", items: { enum: ["r", "g", "b"] } }, ["3", ",", "1"], ["r", "b"]],
  ["an option that does not exist", { type: "array", items: { enum: ["r", "g", "b"] } }, ["3", ",", "9"], "taken"],
])("%s", (_, schema, keys, answer) => {
  expect(answerTo(schema, (_dialog, press) => void press(...keys))).toEqual(answer);
});

test("Space marks several", () => {
  const several = { type: "array", items: { enum: ["r", "g", "b"] }, default: ["r"] };
  const answer = answerTo(several, (dialog, press) => {
    press("down", "down", "down");
    dialog.take({ name: "space", text: " " });
  });
  expect(answer).toEqual(["r", "b"]);
});

test.each([
  ["none of several, where none suffices", {}, [], []],
  ["none of several, where one is needed", { minItems: 1 }, [], "taken"],
  ["the one that the arrows reached", {}, ["down"], ["r"]],
  ["none, after the default was unmarked", { default: ["r"] }, ["down", "space"], []],
])("%s", (_, limits, keys, answer) => {
  const several = { type: "array", items: { enum: ["r", "g", "b"] }, ...limits };
  expect(answerTo(several, (_dialog, press) => void press(...keys))).toEqual(answer);
});

test("an optional field whose default was unmarked is answered with none", () => {
  const colours = { type: "array", items: { enum: ["r", "g"] }, default: ["r"] };
  let now = 0;
  const requestedSchema = { type: "object", properties: { colours } };
  const dialog = new FormDialog(
    { ...question, requestedSchema } as Question,
    timesOf(() => now),
  );
  now = 1_000;
  for (const name of ["down", "space"]) dialog.take({ name });
  const answer = { type: "accepted", content: { colours: [] } };
  expect(dialog.take({ name: "enter" })).toEqual({ type: "answer", answer });
});

test("a paste goes into the field, as one line, and answers nothing", () => {
  expect(answerTo({ type: "string" }, (dialog) => expect(dialog.paste("one\ntwo\n")).toBe(true))).toBe("one two");
  expect(
    new FormDialog(
      question,
      timesOf(() => 0),
    ).paste("too early"),
  ).toBe(false);
});

test("the cursor is after the typed text", () => {
  answerTo({ type: "string", title: "Name" }, (dialog, press) => {
    press("A", "d", "a", "left");
    const rows = dialog.rows(look, 20);
    expect(dialog.cursor).toEqual({ row: rows.findIndex((row) => row.includes("Name: Ada")), before: "  Name: Ad" });
  });
});

test("in a small window, the question, two options and the input have room before anything else", () => {
  const it = { type: "array", title: "Which?", description: "At will.", items: { enum: ["r", "g", "b"] }, minItems: 1 };
  const narrow = { ...look, columns: () => 20 };
  answerTo(it, (dialog) => {
    const rows = dialog.rows(narrow, 4);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toContain("Which?");
    expect(rows[2]).toContain("2 g");
    expect(rows[3]).toContain("numbers");
    expect(dialog.cursor?.row).toBe(3);
    dialog.take({ name: "enter" });
    expect(dialog.rows(narrow, 4).join("\n")).toContain("of these");
  });
});

test("keys that edit nothing are left to the chat", () => {
  answerTo({ type: "string" }, (dialog) => expect(dialog.take({ name: "t", ctrl: true })).toEqual({ type: "passed" }));
});
