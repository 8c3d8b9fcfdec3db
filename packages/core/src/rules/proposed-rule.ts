import { plainCommandsOf } from "../shell/bash-words.js";

/**
 * The beginning of commands that a rule could allow from now on, so that the user is not asked about them again: the words of the
 * first command of a script of plain commands, or else the whole command.
 */
export async function proposedRule(command: readonly string[]): Promise<readonly string[]> {
  const [program = "", flag, script, ...more] = command;
  const isScript = /^(.*\/)?bash$/.test(program) && (flag === "-lc" || flag === "-c") && more.length === 0;
  const commands = isScript && script !== undefined ? await plainCommandsOf(script) : undefined;
  const [first] = commands ?? [];
  if (first === undefined || first.some(({ isPattern }) => isPattern)) return command;
  return first.map(({ text }) => text);
}
