import { existsSync } from "node:fs";
import type { UserShell } from "../context/user-shell.js";
import { joinShellWords } from "../shell/shell-words.js";

/**
 * The same command run in the user's own shell after its profile, for `shell_environment_policy.experimental_use_profile`.
 * Unchanged if there is no profile, or if the command cannot be written as one line.
 */
export function throughUserShell(command: readonly string[], shell: UserShell | undefined): readonly string[] {
  if (shell === undefined || !existsSync(shell.profile)) return command;
  const line = asLine(command);
  return line === undefined ? command : [shell.path, "-lc", `source ${joinShellWords([shell.profile])} && (${line})`];
}

function asLine(command: readonly string[]): string | undefined {
  const [program, flag, script] = command;
  if (program === "bash" && flag === "-lc" && script !== undefined && command.length === 3) return script;
  return command.some((word) => word.includes("\0")) ? undefined : joinShellWords(command);
}
