import path from "node:path";
import { splitShellWords } from "@codex/execpolicy/split-shell-words";
import type { CommandAction } from "../items/command-action.js";
import { classifyReader } from "./classify-reader.js";
import { isFlag } from "./command-operands.js";

/**
 * The steps of a command as current clients show them. They know more programs than in August 2025, treat a `cd` as the folder of the steps
 * after it, and leave out steps that only format the output of another. If any step cannot be described, the whole script is one unknown
 * step.
 */
export function describeSteps(actions: readonly CommandAction[], script: string): CommandAction[] {
  const unknown: CommandAction[] = [{ type: "unknown", command: script }];
  if (/[*?~[]/.test(withoutQuoted(script))) return unknown;
  const steps: CommandAction[] = [];
  let folder = "";
  for (const [index, action] of actions.entries()) {
    const words = wordsOf(action.command);
    if (words === undefined) steps.push(action);
    else if (words[0] === "cd" && words.length < 3) folder = path.join(folder, words[1] ?? "");
    else if (index > 0 ? !isShaping(words) : words[0] !== "echo" || actions.length === 1) {
      steps.push(within(folder, { ...action, ...classifyReader(words) }));
    }
  }
  if (!steps.every(isTelling)) return unknown;
  const [only] = steps;
  const isPartOfScript = steps.length === 1 && actions.length > 1;
  return isPartOfScript && only?.command.startsWith("sed ") ? [{ ...only, command: script }] : steps;
}

const isTelling = ({ type }: CommandAction): boolean => type === "read" || type === "list-files" || type === "search";

/** The words of one plain command; undefined for a script of several commands, or with redirections. */
function wordsOf(command: string): string[] | undefined {
  return /[|&;<>()$`{}\n]/.test(withoutQuoted(command)) ? undefined : splitShellWords(command);
}

const withoutQuoted = (text: string): string => text.replace(/'[^']*'|"[^"]*"|\\./gs, "");

/** `head`, `tail` and `nl` when they read from a pipe. */
function isShaping([program = "", ...args]: readonly string[]): boolean {
  const operands = args.filter((arg) => !isFlag(arg) && !/^\+?\d+$/.test(arg));
  return (program === "head" || program === "tail" || program === "nl") && operands.length === 0;
}

function within(folder: string, step: CommandAction): CommandAction {
  return step.type === "read" ? { ...step, path: path.join(folder, step.path ?? step.name) } : step;
}
