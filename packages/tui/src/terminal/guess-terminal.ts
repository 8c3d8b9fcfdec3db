import type { Reflow } from "./reflow.js";

export interface GuessedTerminal {
  readonly reflow: Reflow;
  /** How long the size must have stayed the same before it is drawn for, in milliseconds. */
  readonly resizePauseMs: number;
}

const PAUSE_MS = 100;
/** tmux tells of a new size at most four times a second: until then its screen may have another size than we know of. */
const TMUX_PAUSE_MS = 260;

/** What the environment tells of the terminal, until it tells more itself. */
export function guessTerminal(env: Readonly<Record<string, string | undefined>>): GuessedTerminal {
  if (env["TMUX"] !== undefined) return { reflow: "exact", resizePauseMs: TMUX_PAUSE_MS };
  return { reflow: guessReflow(env), resizePauseMs: PAUSE_MS };
}

function guessReflow(env: Readonly<Record<string, string | undefined>>): Reflow {
  if (env["XTERM_VERSION"] !== undefined || env["STY"] !== undefined || env["TERM"] === "linux") return "none";
  return env["TERM_PROGRAM"] === "vscode" ? "xterm.js" : "exact";
}
