import type { Turn } from "../session/turn.js";
import { agentType, hookContextItems, runTurnHooks } from "../session/turn-hooks.js";

/** Runs the hooks of a session that begins, or begins again. False: one of them ends the turn. */
export async function startSession(turn: Turn): Promise<boolean> {
  const { session } = turn;
  const source = session.hooks.takeStart();
  if (source === undefined) return true;
  const outcome = await runTurnHooks(
    turn,
    session.agentPlace === undefined
      ? { event: "SessionStart", names: [source], input: { source } }
      : { event: "SubagentStart", names: [agentType(session)] },
  );
  if (outcome.stopped !== undefined) {
    // What was stopped has not begun: the next turn asks again.
    session.hooks.startAgain(source);
    return false;
  }
  const items = hookContextItems(outcome);
  if (items.length > 0) await session.record(items);
  return true;
}
