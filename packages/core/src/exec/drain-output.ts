import { setImmediate as turn } from "node:timers/promises";

/** How long what a command left running may still write after the command's own end. */
const DRAIN_MS = 200;

/**
 * Waits until a command's output has ended, for a moment only: something that was left behind may hold it open for ever. What had been
 * written by then counts, also where a busy machine has not let it be read before.
 */
export async function drainOutput(ended: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(resolve, DRAIN_MS, "late");
  const first = await Promise.race([ended, late]).finally(() => clearTimeout(timer));
  // Everything that can be read without waiting is read before the next turn of the event loop.
  if (first === "late") await turn();
}
