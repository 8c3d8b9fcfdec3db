import { setImmediate as turn } from "node:timers/promises";
import { waitWithin } from "./wait-within.js";

/** How long what a command left running may still write after the command's own end. */
const DRAIN_MS = 200;

/**
 * Waits until a command's output has ended, for a moment only: something that was left behind may hold it open for ever. What had been
 * written by then counts, also where a busy machine has not let it be read before.
 */
export async function drainOutput(ended: Promise<unknown>): Promise<void> {
  const { type } = await waitWithin(ended, { ms: DRAIN_MS });
  // Everything that can be read without waiting is read before the next turn of the event loop.
  if (type === "late") await turn();
}
