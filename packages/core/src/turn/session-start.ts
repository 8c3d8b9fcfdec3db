import type { Turn } from "../session/turn.js";
import { agentType, hookContextItems, runTurnHooks } from "../session/turn-hooks.js";

/** Runs the hooks of a session that starts or restarts. False if one of them ends the turn. */
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
    // If the hooks were stopped, the session has not started: the next turn runs them again.
    session.hooks.startAgain(source);
    return false;
  }
  const items = hookContextItems(outcome);
  if (items.length > 0) await session.record(items);
  return true;
}
