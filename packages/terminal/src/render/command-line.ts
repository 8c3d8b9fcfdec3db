import { shellScript } from "@codex/core";
import { terminalCommand } from "../terminal-text.js";

/** A command as a person would type it, safe to print, with nothing hidden. */
export function renderCommand(command: readonly string[]): string {
  return terminalCommand(shellScript(command) ?? command.map(quoted).join(" "));
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
