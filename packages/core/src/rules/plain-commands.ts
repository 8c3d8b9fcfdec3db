import { plainCommandsOf } from "../shell/bash-words.js";
import { shellScript } from "../shell/shell-script.js";

/**
 * The plain commands that a command runs: itself, or the parts of a script of plain words joined by `&&`, `||`, `;` and `|`. Undefined for
 * every other script, also one with glob patterns, because the shell expands those.
 */
export async function plainCommandsIn(command: readonly string[]): Promise<readonly (readonly string[])[] | undefined> {
  const [program = "", flag] = command;
  if (!/^(.*\/)?bash$/.test(program) || (flag !== "-lc" && flag !== "-c")) return [command];
  const script = shellScript(command);
  if (script === undefined) return undefined;
  const parts = await plainCommandsOf(script);
  if (parts === undefined || parts.length === 0) return undefined;
  if (parts.flat().some(({ isPattern }) => isPattern)) return undefined;
  return parts.map((words) => words.map(({ text }) => text));
}
