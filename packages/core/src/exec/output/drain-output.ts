import { setImmediate as turn } from "node:timers/promises";
import { waitWithin } from "../../wait-within.js";

/** How long leftover processes may still write after the command's own end. */
const DRAIN_MS = 200;

/**
 * Waits until a command's output has ended, but only for a moment: a leftover process may hold it open forever. Output written by
 * then counts, even if a busy machine has not read it yet.
 */
export async function drainOutput(ended: Promise<unknown>): Promise<void> {
  const { type } = await waitWithin(ended, { ms: DRAIN_MS });
  // All readable output is read before the next turn of the event loop.
  if (type === "late") await turn();
}
