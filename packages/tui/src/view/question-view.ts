import { permissionWords, type Question } from "@codex/core";
import { renderCommand } from "@codex/terminal";
import { EMPTY, fromKit, joined, type Safe, safe, safeLine, safeLines, safeName } from "../text/safe.js";
import { wrapRows } from "../text/styled.js";
import { changeLines } from "./change-lines.js";
import type { Look } from "./look.js";

/** An answer that a key gives. */
export interface QuestionChoice {
  readonly key: string;
  readonly words: string;
  readonly answer: "once" | "thread" | "rule" | "no" | "stop";
}

export function choicesOf(question: Question): readonly QuestionChoice[] {
  const stop: QuestionChoice = { key: "Esc", words: "stop", answer: "stop" };
  const no: QuestionChoice = { key: "n", words: "no", answer: "no" };
  switch (question.kind) {
    case "command":
      return [
        { key: "y", words: "yes, once", answer: "once" },
        { key: "a", words: "always in this session (this very command)", answer: "thread" },
        ...ruleChoices(question.proposedRule),
        no,
        stop,
      ];
    case "patch":
      return [
        { key: "y", words: "yes, once", answer: "once" },
        { key: "a", words: "always in this session", answer: "thread" },
        no,
        stop,
      ];
    case "permissions":
      return [
        { key: "y", words: "yes, for this turn", answer: "once" },
        { key: "a", words: "yes, for this session", answer: "thread" },
        no,
        stop,
      ];
    case "elicitation":
    case "user-questions":
      return [{ key: "y", words: "yes", answer: "once" }, no, stop];
    default:
      return question satisfies never;
  }
}

/** Offered where there is something that a rule could allow: it holds in all sessions from then on. */
function ruleChoices(proposed: readonly string[] | undefined): QuestionChoice[] {
  if (proposed === undefined || proposed.length === 0) return [];
  return [{ key: "r", words: `from now on, whatever begins with: ${renderCommand(proposed)}`, answer: "rule" }];
}

/** What is asked, in full: nothing of it is cut. */
export function questionBody(question: Question, look: Look): Safe[] {
  const { paint } = look;
  const columns = look.columns() - 1;
  const who = question.agent === undefined ? safe`codex` : safe`the helper ${safeName(question.agent.nickname)}`;
  const heading = (text: Safe) => safe`${paint.warning(paint.bold(safe`?`))} ${paint.bold(text)}`;
  const indented = (lines: readonly Safe[]) =>
    lines.flatMap((line) => wrapRows(line, Math.max(1, columns - 2)).map((row) => safe`  ${row}`));
  switch (question.kind) {
    case "command": {
      const where = question.cwd === look.cwd ? EMPTY : safe`, in ${safeName(question.cwd)}`;
      return [
        ...wrapRows(heading(safe`${who} asks to run${where}`), columns),
        ...indented(fromKit([renderCommand(question.command)])),
        ...reasonRows(question, look),
      ];
    }
    case "patch":
      return [
        heading(safe`${who} asks to change`),
        ...changeLines(question.changes, look, Number.POSITIVE_INFINITY).flatMap((line) => wrapRows(line, columns)),
        ...reasonRows(question, look),
      ];
    case "permissions":
      return [
        ...wrapRows(heading(safe`${who} asks that its commands and patches may also`), columns),
        ...indented(permissionWords(question.permissions).map((words) => safe`- ${safeLine(words)}`)),
        ...reasonRows(question, look),
      ];
    case "elicitation":
      return [heading(safe`${safeName(question.server)} asks`), ...indented(safeLines(question.message))];
    case "user-questions":
      return [heading(safe`${who} asks`), ...indented(question.questions.flatMap((one) => safeLines(one.question)))];
    default:
      return question satisfies never;
  }
}

/** The keys; the one that Enter would give is marked. */
export function choiceRows(choices: readonly QuestionChoice[], marked: number | undefined, look: Look): Safe[] {
  const { paint } = look;
  const parts = choices.map(({ key, words }, index) => {
    const text = safe`${paint.accent(paint.bold(safeLine(key)))} ${safeLine(words)}`;
    return index === marked ? paint.selected(text) : text;
  });
  const columns = look.columns() - 1;
  return wrapRows(safe`  ${joined(parts, "   ")}`, columns);
}

function reasonRows(question: Extract<Question, { kind: "command" | "patch" | "permissions" }>, look: Look): Safe[] {
  const { paint } = look;
  const columns = look.columns() - 3;
  const outside =
    question.kind === "command" && question.outsideSandbox ? ["runs outside the sandbox when allowed"] : [];
  // Only a policy's words are ours.
  const isModels = question.kind !== "command" || question.reasonFrom !== "policy";
  const reason = question.reason === undefined ? [] : [`${isModels ? "the model says" : "reason"}: ${question.reason}`];
  return [...reason, ...outside]
    .flatMap((text) => wrapRows(safeLine(text), columns))
    .map((row) => paint.dim(safe`  ${row}`));
}
