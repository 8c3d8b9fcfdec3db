import { constants } from "node:os";
import type { ExitStatus } from "@codex/linux-sandbox";

const SIGNAL_EXIT_BASE = 128;
/** The exit code of shells for a command that does not exist. */
const COMMAND_NOT_FOUND = 127;

/** A process's exit status as in shells: its own code, or 128 plus the signal that ended it. */
export function exitCodeOf(status: ExitStatus): number {
  if (status.signal !== null) return SIGNAL_EXIT_BASE + constants.signals[status.signal];
  return status.code ?? -1;
}

/** Whether the sandbox may be the cause of a confined command's exit code. */
export const mayBeOfSandbox = (exitCode: number): boolean => exitCode !== 0 && exitCode !== COMMAND_NOT_FOUND;
