import { builtCodex } from "./built-codex.js";
import { openTerminal, type Terminal } from "./terminal.js";
import type { Workspace } from "./workspace.js";

export interface CodexTerminalOptions {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `codex` on a terminal. */
export async function codexOnTerminal(
  workspace: Workspace,
  args: readonly string[],
  { columns, env }: CodexTerminalOptions = {},
): Promise<Terminal> {
  return openTerminal({
    program: process.execPath,
    args: [await builtCodex(), ...args],
    cwd: workspace.cwd,
    env: { ...workspace.env, ...env },
    ...(columns !== undefined && { columns }),
  });
}
