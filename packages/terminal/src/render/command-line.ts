import { terminalCommand } from "../terminal-text.js";

/** A command as a person would type it, safe to print, with nothing hidden. */
export function renderCommand(command: readonly string[]): string {
  return terminalCommand(scriptOf(command) ?? command.map(quoted).join(" "));
}

/** `bash -lc SCRIPT` is shown as its script. */
function scriptOf([program = "", flag = "", script, ...rest]: readonly string[]): string | undefined {
  const isShell = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da)?sh$/.test(program) && /^-l?c$/.test(flag);
  return isShell && rest.length === 0 ? script : undefined;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
