import { permissionWords, type Question } from "@codex/core";
import { renderCommand } from "@codex/terminal";
import { EMPTY, fromKit, joined, type Safe, safe, safeLine, safeLines, safeName } from "../text/safe.js";
import { hangingRows, plainOf, widthOf, wrapRows } from "../text/styled.js";
import { changeLines } from "./change-lines.js";
import type { Look } from "./look.js";

/** An answer that a key gives. */
export interface QuestionChoice {
  readonly key: string;
  readonly label: string;
  /** The shortened text, for little room. */
  readonly short: string;
  readonly answer: "once" | "thread" | "rule" | "no" | "stop";
}

export function choicesOf(question: Question): readonly QuestionChoice[] {
  switch (question.kind) {
    case "command":
      return [
        YES_ONCE,
        { key: "a", label: "always in this session (exactly this command)", short: "always", answer: "thread" },
        ...ruleChoices(question.proposedRule),
        NO,
        STOP,
      ];
    case "patch":
      return [
        YES_ONCE,
        { key: "a", label: "always in this session (these files)", short: "always", answer: "thread" },
        NO,
        STOP,
      ];
    case "permissions":
      return [
        { key: "y", label: "yes, for this turn", short: "yes", answer: "once" },
        { key: "a", label: "yes, for this session", short: "always", answer: "thread" },
        NO,
        STOP,
      ];
    case "elicitation":
    case "user-questions":
      return [{ key: "y", label: "yes", short: "yes", answer: "once" }, NO, STOP];
    default:
      return question satisfies never;
  }
}

const YES_ONCE: QuestionChoice = { key: "y", label: "yes, once", short: "yes", answer: "once" };
const NO: QuestionChoice = { key: "n", label: "no", short: "no", answer: "no" };
const STOP: QuestionChoice = { key: "Esc", label: "stop", short: "stop", answer: "stop" };

/** The choice that allows similar commands in all later sessions; only if a rule can allow them. */
function ruleChoices(proposed: readonly string[] | undefined): QuestionChoice[] {
  if (proposed === undefined || proposed.length === 0) return [];
  const label = `from now on, whatever begins with: ${renderCommand(proposed)}`;
  return [{ key: "r", label, short: "rule", answer: "rule" }];
}

/** The complete question; nothing is cut. */
export function questionBody(question: Question, look: Look): Safe[] {
  const { paint } = look;
  const columns = look.columns() - 1;
  const who = askerOf(question);
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
        ...changeLines(question.changes, look, { maxLines: Number.POSITIVE_INFINITY, isProposed: true }).flatMap(
          (line) => hangingRows(line, columns, indentOf(line)),
        ),
        ...reasonRows(question, look),
      ];
    case "permissions":
      return [
        ...wrapRows(heading(safe`${who} asks to let its commands and patches also`), columns),
        ...indented(permissionWords(question.permissions).map((line) => safe`- ${safeLine(line)}`)),
        ...reasonRows(question, look),
      ];
    case "elicitation":
    case "user-questions":
      return formHeading(question, look);
    default:
      return question satisfies never;
  }
}

/** Where the code starts in a numbered line of a change; other lines continue without an indent. */
function indentOf(line: Safe): number {
  return /^ *\d* [+ -] /.exec(plainOf(line))?.[0].length ?? 4;
}

/** Who asks, and about what, if the answer is text. */
export function formHeading(question: Question, look: Look): Safe[] {
  const { paint } = look;
  const columns = look.columns() - 1;
  const message = question.kind === "elicitation" ? safeLines(question.message) : [];
  return [
    ...wrapRows(safe`${paint.warning(paint.bold(safe`?`))} ${paint.bold(safe`${askerOf(question)} asks`)}`, columns),
    ...message.flatMap((line) => wrapRows(line, Math.max(1, columns - 2)).map((row) => safe`  ${row}`)),
  ];
}

function askerOf(question: Question): Safe {
  if (question.kind === "elicitation") return safeName(question.server);
  return question.agent === undefined ? safe`codex` : safe`the subagent ${safeName(question.agent.nickname)}`;
}

export interface ChoiceRows {
  readonly rows: readonly Safe[];
  /** What the shortened texts leave out; it must be read before a choice counts. */
  readonly unsaid: readonly Safe[];
}

/** The choices, with the one for Enter marked: on one row if they fit, otherwise below each other, otherwise shortened. */
export function choiceRows(
  choices: readonly QuestionChoice[],
  marked: number | undefined,
  look: Look,
  maxRows: number,
): ChoiceRows {
  const { paint } = look;
  const columns = look.columns() - 1;
  const part = ({ key }: QuestionChoice, label: string, index: number, gap = " ") => {
    const text = safe`${paint.accent(paint.bold(safeLine(key)))}${safeLine(gap)}${safeLine(label)}`;
    return index === marked ? paint.selected(text) : text;
  };
  const inOne = safe`  ${joined(
    choices.map((choice, index) => part(choice, choice.label, index)),
    "   ",
  )}`;
  if (widthOf(inOne) <= columns) return { rows: [inOne], unsaid: [] };
  const listed = choices.flatMap((choice, index) => {
    const text = part(choice, choice.label, index, " ".repeat(KEY_WIDTH - choice.key.length));
    const [first = EMPTY, ...rest] = wrapRows(text, Math.max(8, columns - 2 - KEY_WIDTH));
    return [safe`  ${first}`, ...rest.map((row) => safe`  ${safeLine(" ".repeat(KEY_WIDTH))}${row}`)];
  });
  if (listed.length <= maxRows) return { rows: listed, unsaid: [] };
  const short = choices.map((choice, index) => part(choice, choice.short, index));
  return {
    rows: packed(short, columns - 2).map((row) => safe`  ${row}`),
    unsaid: choices.filter(({ answer }) => answer === "rule").flatMap((choice) => saidRows(choice, columns)),
  };
}

/** What a rule would allow is never shortened. */
function saidRows({ key, label }: QuestionChoice, columns: number): Safe[] {
  return wrapRows(safeLine(`${key}: ${label}`), Math.max(1, columns - 2)).map((row) => safe`  ${row}`);
}

/** The width of the keys that are shown below each other. */
const KEY_WIDTH = 5;

/** Packs as many on a row as fit. */
function packed(parts: readonly Safe[], columns: number): Safe[] {
  const rows: Safe[] = [];
  for (const part of parts) {
    const last = rows.at(-1);
    const longer = last === undefined ? part : safe`${last}   ${part}`;
    if (last !== undefined && widthOf(longer) <= columns) rows[rows.length - 1] = longer;
    else rows.push(part);
  }
  return rows;
}

function reasonRows(question: Extract<Question, { kind: "command" | "patch" | "permissions" }>, look: Look): Safe[] {
  const { paint } = look;
  const columns = look.columns() - 3;
  const outside =
    question.kind === "command" && question.outsideSandbox ? ["runs outside the sandbox when allowed"] : [];
  // Policy reasons are ours, and patches have no reason from the model.
  const isModels = question.kind !== "patch" && !(question.kind === "command" && question.reasonFrom === "policy");
  const reason = question.reason === undefined ? [] : [`${isModels ? "the model says" : "reason"}: ${question.reason}`];
  return [...reason, ...outside]
    .flatMap((text) => wrapRows(safeLine(text), columns))
    .map((row) => paint.dim(safe`  ${row}`));
}
