import { isDeepStrictEqual } from "node:util";
import { splitShellWords } from "@codex/execpolicy/split-shell-words";
import type { CommandAction } from "../items/command-action.js";
import { plainCommandsOf } from "../shell/bash-words.js";
import { isLineRangePrint } from "../shell/line-range-print.js";
import { joinShellWords } from "../shell/shell-words.js";
import { classifyCommand } from "./classify-command.js";
import { isConnector, isFlag } from "./command-operands.js";

/** The steps of a command as a client shows them ("reads x", "searches for y"). Only for display: no decision depends on them. */
export async function parseCommand(command: readonly string[]): Promise<CommandAction[]> {
  const [program, flag, script] = command;
  const isBash = program === "bash" && command.length === 3 && script !== undefined;
  const parsed =
    isBash && flag === "-lc"
      ? await parseBashScript(script)
      : parseWords(isBash && flag === "-c" ? (splitShellWords(script) ?? command) : withoutYes(command));
  return parsed.filter((step, index) => index === 0 || !isDeepStrictEqual(step, parsed[index - 1]));
}

/** `yes | command` is described as the command. */
function withoutYes(words: readonly string[]): readonly string[] {
  const [first = "", second] = words;
  return ["yes", "y", "no", "n"].includes(first) && second === "|" ? words.slice(2) : words;
}

async function parseBashScript(script: string): Promise<CommandAction[]> {
  const unknown: CommandAction[] = [{ type: "unknown", command: script }];
  const commands = (await plainCommandsOf(script))?.map((words) => words.map((word) => word.source));
  if (commands === undefined) return unknown;
  const main = commands.filter((words) => !isFormattingHelper(words));
  if (main.length === 0) return unknown;
  const steps = main.map(classifyCommand);
  const telling = steps.length > 1 ? steps.filter((step) => step.type !== "noop") : steps;
  const [only] = telling;
  return only !== undefined && telling.length === 1 ? [withFullText(only, script, commands.length)] : telling;
}

/** When only one step of a script is left to show, the whole text usually describes it best. */
function withFullText(step: CommandAction, script: string, commandCount: number): CommandAction {
  const words = splitShellWords(script) ?? ["bash", "-lc", script];
  const isCompound = commandCount > 1 || words.some(isConnector);
  switch (step.type) {
    case "read": {
      if (!isCompound) return { ...step, command: joinShellWords(words) };
      const printsRange = words.some((word, index) => word === "sed" && words[index + 1] === "-n");
      return words.includes("|") && printsRange ? { ...step, command: script } : step;
    }
    case "list-files":
    case "search":
      return isCompound ? step : { ...step, command: joinShellWords(words) };
    case "unknown":
    case "noop":
      return { ...step, command: script };
    case "format":
    case "test":
    case "lint":
      return step;
    default:
      return step satisfies never;
  }
}

/** Commands that only format another one's output, such as `head`, `wc` or `awk` in a pipeline. */
function isFormattingHelper(words: readonly string[]): boolean {
  switch (words[0]) {
    case "wc":
    case "tr":
    case "cut":
    case "sort":
    case "uniq":
    case "xargs":
    case "tee":
    case "column":
    case "awk":
    case "yes":
    case "printf":
      return true;
    case "head":
    case "tail":
      return words.length < 3;
    case "sed":
      return words.length < 4 || words[1] !== "-n" || !isLineRangePrint(words[2]);
    default:
      return false;
  }
}

function parseWords(words: readonly string[]): CommandAction[] {
  let steps = splitAtConnectors(words).map(classifyCommand);
  for (;;) {
    const dropped = steps.length > 1 ? stepToDrop(steps) : -1;
    if (dropped < 0) return steps;
    steps = steps.filter((_, index) => index !== dropped);
  }
}

function splitAtConnectors(words: readonly string[]): (readonly string[])[] {
  if (!words.some(isConnector)) return [words];
  const parts: string[][] = [[]];
  for (const word of words) {
    if (isConnector(word)) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.filter((part) => part.length > 0);
}

/** The next step that adds no information: a leading echo, a cd before tests, a bare true or nl. */
function stepToDrop(steps: readonly CommandAction[]): number {
  const words = steps.map((step) => (step.type === "unknown" ? (splitShellWords(step.command) ?? []) : []));
  if (words[0]?.[0] === "echo") return 0;
  const cd = words.findIndex(([program]) => program === "cd");
  if (cd >= 0 && steps.slice(cd + 1).some((step) => step.type === "test")) return cd;
  const noop = steps.findIndex((step) => step.type === "noop" && step.command === "true");
  if (noop >= 0) return noop;
  return words.findIndex(([program, ...args]) => program === "nl" && args.every(isFlag));
}
