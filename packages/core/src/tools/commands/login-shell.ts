import path from "node:path";

const SHELLS: ReadonlySet<string> = new Set(["bash", "dash", "fish", "ksh", "sh", "zsh"]);

/** The message for the model if `allow_login_shell` is false. */
export const NO_LOGIN_SHELL = "error: login shells are switched off here (allow_login_shell = false)";

/** Whether the command is a shell that reads login start-up files. */
export function isLoginShell([program = "", ...args]: readonly string[]): boolean {
  if (!SHELLS.has(path.basename(program))) return false;
  const end = args.findIndex((arg) => !arg.startsWith("-"));
  const flags = end === -1 ? args : args.slice(0, end);
  return flags.some((flag) => flag === "--login" || /^-[a-zA-Z]*l/.test(flag));
}
