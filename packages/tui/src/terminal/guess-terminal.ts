import type { Reflow } from "./reflow.js";

export interface GuessedTerminal {
  readonly reflow: Reflow;
  /** How long the size must be unchanged before drawing, in milliseconds. */
  readonly resizePauseMs: number;
}

const PAUSE_MS = 100;
/** tmux reports a new size at most four times a second; until then its screen may differ from the reported size. */
const TMUX_PAUSE_MS = 260;

/** Guesses the terminal's features from the environment, until the terminal reports them. */
export function guessTerminal(env: Readonly<Record<string, string | undefined>>): GuessedTerminal {
  if (env["TMUX"] !== undefined) return { reflow: "exact", resizePauseMs: TMUX_PAUSE_MS };
  return { reflow: guessReflow(env), resizePauseMs: PAUSE_MS };
}

function guessReflow(env: Readonly<Record<string, string | undefined>>): Reflow {
  if (env["XTERM_VERSION"] !== undefined || env["STY"] !== undefined || env["TERM"] === "linux") return "none";
  return env["TERM_PROGRAM"] === "vscode" ? "xterm.js" : "exact";
}
