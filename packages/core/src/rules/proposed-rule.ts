import { baseName } from "../safety/base-name.js";
import { isDestructive } from "../safety/destructive-command.js";
import { INTERPRETERS } from "../safety/interpreters.js";
import { withoutWrappers } from "../safety/wrapped-command.js";
import { gitSubcommand } from "../shell/git-subcommand.js";
import { plainCommandsIn } from "./plain-commands.js";

export interface RuleProposal {
  readonly command: readonly string[];
  /** The prefix that the model suggests. */
  readonly suggestion?: readonly string[] | undefined;
  /** Whether the rules already allow one plain command. */
  readonly allows: (words: readonly string[]) => boolean;
}

/**
 * The command prefix that a rule could allow so that the user is not asked again: the model's suggestion, if it covers the command and is
 * not too broad; otherwise the first part of a script of plain commands that no rule allows yet, or the whole command. Undefined when the
 * rules already allow everything, so that another rule would change nothing, and for an interpreter alone, which reads what to run.
 */
export async function proposedRule({
  command,
  suggestion,
  allows,
}: RuleProposal): Promise<readonly string[] | undefined> {
  const parts = await plainCommandsIn(command);
  if (parts === undefined) return command;
  const open = parts.filter((words) => !allows(words));
  if (open.length === 0) return undefined;
  if (suggestion !== undefined && (await fits(suggestion, open))) return suggestion;
  return [...open.slice(0, 1), command].find((words) => !isInterpreterAlone(words));
}

async function fits(suggestion: readonly string[], open: readonly (readonly string[])[]): Promise<boolean> {
  if (isTooBroad(suggestion)) return false;
  for (const words of open) {
    if (!suggestion.every((word, at) => word === words[at])) return false;
    if (await isDestructive(words)) return false;
  }
  return true;
}

/** Whether the words are only a program, perhaps with options, that can do anything depending on its arguments. */
function isTooBroad(words: readonly string[]): boolean {
  if (isInterpreterAlone(words)) return true;
  const [program = "", ...args] = withoutWrappers(words);
  const given = baseName(program) === "git" ? gitSubcommand(args) : args;
  return RUNS_ANYTHING.has(baseName(program)) && given.every(isOption);
}

/** Reads what to run from its input, or is followed by it: `python3 -`, `xargs -n 1`, `sudo -u root`. */
function isInterpreterAlone(words: readonly string[]): boolean {
  const [program = "", ...args] = withoutWrappers(words);
  return program === "" || (INTERPRETERS.test(baseName(program)) && args.every(isOption));
}

const isOption = (arg: string): boolean => arg.startsWith("-");

/** In addition to interpreters and programs that run another command. */
const RUNS_ANYTHING = new Set(["git", "rm", "ssh", "docker", "podman", "npx", "bunx", "uvx", "find", "make", "pwsh"]);
