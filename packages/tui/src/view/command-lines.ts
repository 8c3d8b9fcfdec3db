import path from "node:path";
import type { ItemOf } from "@codex/core";
import { renderCommand } from "@codex/terminal";
import { EMPTY, fromKit, type Safe, safe, safeLine, safeName, safeOutput } from "../text/safe.js";
import { fitRow, spread } from "../text/styled.js";
import { timeOf, wholeTime } from "./durations.js";
import type { Look } from "./look.js";
import { foldedOutput } from "./output-lines.js";

type Command = ItemOf<"command">;

/** How many lines of output are printed; the transcript has all of them. */
const MAX_OUTPUT = 12;
/** How many lines of output are shown while the command runs. */
const LIVE_OUTPUT = 3;
/** More lines of the command itself would hide its output. */
const MAX_COMMAND = 20;

/** A command that has ended: its text, result and duration, and the start and end of its output. */
export function commandLines(item: Command, look: Look, whole: boolean): Safe[] {
  const { paint, marks } = look;
  const [first = EMPTY, ...rest] = wordsOf(item, look);
  const more = paint.dim(safe`  ${marks.ellipsis} ${rest.length - MAX_COMMAND} more lines`);
  const shown = whole || rest.length <= MAX_COMMAND + 1 ? rest : [...rest.slice(0, MAX_COMMAND), more];
  const seconds = item.durationMs === undefined ? EMPTY : paint.dim(safe` ${timeOf(item.durationMs / 1_000)}`);
  // What a successful command read is not interesting.
  const isQuiet =
    item.source === "agent" && item.exitCode === 0 && item.actions.length > 0 && item.actions.every(isReading);
  const output = isQuiet && !whole ? [] : foldedOutput(item.output.aggregated, look, { whole, max: MAX_OUTPUT });
  return [safe`${first}  ${outcomeOf(item, look)}${seconds}`, ...shown, ...output, ...whyNot(item, look)];
}

/** A running command: rows of the live region. */
export function runningRows(item: Command, look: Look, spinner: Safe): Safe[] {
  const columns = look.columns() - 1;
  const { paint, marks } = look;
  const [first = EMPTY, ...rest] = wordsOf(item, look);
  const more = rest.length === 0 ? EMPTY : paint.dim(safe` ${marks.ellipsis}`);
  const time = safe`${paint.accent(spinner)} ${paint.dim(wholeTime((Date.now() - item.startedAt) / 1_000))}`;
  const output = safeOutput(item.output.aggregated.slice(-LIVE_CHARACTERS)).filter((line) => line.trim() !== "");
  return [
    spread(fitRow(safe`${first}${more}`, columns - 9), time, columns),
    ...output.slice(-LIVE_OUTPUT).map((line) => fitRow(paint.dim(safe`  ${line}`), columns)),
  ];
}

/** Enough for a few lines of any terminal. */
const LIVE_CHARACTERS = 4_000;

function isReading({ type }: Command["actions"][number]): boolean {
  return type === "read" || type === "list-files" || type === "search";
}

function wordsOf({ command, cwd, source }: Command, look: Look): Safe[] {
  const { paint } = look;
  const [first = EMPTY, ...rest] = fromKit([renderCommand(command)]);
  const elsewhere = cwd === look.cwd ? EMPTY : paint.dim(safe` in ${safeName(nameFrom(look.cwd, cwd))}`);
  const mark = source === "user" ? paint.warning(safe`!`) : paint.accent(safe`$`);
  return [safe`${mark} ${paint.bold(first)}${elsewhere}`, ...rest.map((line) => safe`  ${paint.bold(line)}`)];
}

function outcomeOf({ status, exitCode }: Command, { paint, marks }: Look): Safe {
  switch (status) {
    case "declined":
      return paint.bad(safe`${marks.cross}not allowed`);
    case "interrupted":
      return paint.warning(safe`${marks.cross}interrupted`);
    case "completed":
      return exitCode === 0 || exitCode === undefined
        ? paint.good(marks.ok)
        : paint.bad(safe`${marks.failed} exit ${exitCode}`);
    case "failed":
      // A negative one stands for none: the command did not start, or timed out.
      return paint.bad(
        exitCode === undefined || exitCode < 0
          ? safe`${marks.cross}failed`
          : safe`${marks.cross}failed, exit ${exitCode}`,
      );
    case "proposed":
    case "running":
      return paint.dim(safe`running`);
    default:
      return status satisfies never;
  }
}

/** Why it did not run. Of a command that did not start, that is the output, too. */
function whyNot({ failure, output }: Command, { paint }: Look): Safe[] {
  if (failure === undefined || failure.message === output.aggregated.trim()) return [];
  return [paint.dim(safe`  ${safeLine(failure.message)}`)];
}

/** The name as a user would write it in that folder. */
function nameFrom(cwd: string, file: string): string {
  const relative = path.relative(cwd, file);
  return relative === "" || relative.startsWith("..") || path.isAbsolute(relative) ? file : relative;
}
