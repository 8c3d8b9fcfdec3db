import { isDestructive } from "../safety/destructive-command.js";
import { INTERPRETERS } from "../safety/interpreters.js";
import { baseName, WRAPPERS } from "../safety/scripted-commands.js";
import { plainPartsOf } from "./plain-parts.js";

export interface RuleProposal {
  readonly command: readonly string[];
  /** The beginning that the model would like to see allowed. */
  readonly wish?: readonly string[] | undefined;
  /** Whether the rules allow one plain command already. */
  readonly allows: (words: readonly string[]) => boolean;
}

/**
 * The beginning of commands that a rule could allow from now on, so that the user is not asked about them again: what the model wishes,
 * if that is enough and not too much; else the first part of a script of plain commands that no rule allows yet, or the whole command.
 * Undefined when rules allow all of it already: another would change nothing.
 */
export async function proposedRule({ command, wish, allows }: RuleProposal): Promise<readonly string[] | undefined> {
  const parts = await plainPartsOf(command);
  if (parts === undefined) return command;
  const open = parts.filter((words) => !allows(words));
  if (open.length === 0) return undefined;
  return wish !== undefined && (await fits(wish, open)) ? wish : open[0];
}

async function fits(wish: readonly string[], open: readonly (readonly string[])[]): Promise<boolean> {
  if (isTooBroad(wish)) return false;
  for (const words of open) {
    if (!wish.every((word, at) => word === words[at])) return false;
    if (await isDestructive(words)) return false;
  }
  return true;
}

/** Programs that do what their arguments say, whatever that is, and nothing was said of it but options. */
function isTooBroad([program = "", ...args]: readonly string[]): boolean {
  if (program === "") return true;
  const name = baseName(program);
  const doesAnything = INTERPRETERS.test(name) || WRAPPERS.has(name) || RUNS_ANYTHING.has(name);
  return doesAnything && args.every((arg) => arg.startsWith("-"));
}

/** Beside interpreters and what runs the command behind it. */
const RUNS_ANYTHING = new Set(["git", "rm", "ssh", "docker", "podman", "npx", "bunx", "uvx", "find", "make", "pwsh"]);
