import type { Reflow } from "./renderer.js";

/** What the environment tells of the terminal, until it tells more itself. */
export function guessReflow(env: Readonly<Record<string, string | undefined>>): Reflow {
  if (env["TMUX"] !== undefined) return "exact";
  if (env["XTERM_VERSION"] !== undefined || env["STY"] !== undefined || env["TERM"] === "linux") return "none";
  return env["TERM_PROGRAM"] === "vscode" ? "xterm.js" : "exact";
}
