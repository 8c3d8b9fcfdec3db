import { constants } from "node:os";
import type { ExitStatus } from "@codex/linux-sandbox";

const SIGNAL_EXIT_BASE = 128;

/** A process's end as shells number it: its own code, or 128 and the signal that ended it. */
export function exitCodeOf(status: ExitStatus): number {
  if (status.signal !== null) return SIGNAL_EXIT_BASE + constants.signals[status.signal];
  return status.code ?? -1;
}
