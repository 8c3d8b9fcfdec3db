import type { Turn } from "../session/turn.js";
import { runSessionHooks } from "../session/turn-hooks.js";

/** Runs a turn's work and then, if somebody stopped the turn, the hooks for that. */
export async function withInterruptHook(
  turn: Turn,
  body: (turn: Turn) => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await body(turn);
  } finally {
    const { id, info } = turn.running;
    if (info.interruption === "interrupted" || info.interruption === "stopped-by-hook")
      await runSessionHooks(turn.session, "Interrupt", turn.context, id);
  }
}
