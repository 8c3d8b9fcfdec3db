import type { StoredMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { FleetError } from "../fleet-error.js";
import { parseJson } from "../messages/event-envelope.js";
import { parseStoredTurn, parseTurnMessage } from "../messages/turn-message.js";

/** The sequence of the latest message of a thread's events; 0 before the first. */
export async function lastEventSequence({ manager }: Fleet, threadId: string): Promise<number> {
  return (await manager.direct.getMessage(STREAMS.events, { last_by_subj: SUBJECTS.event(threadId) }))?.seq ?? 0;
}

/** The sequence of the latest message of a thread's rollout; 0 before the first. */
export async function lastRolloutSequence({ manager }: Fleet, threadId: string): Promise<number> {
  return (await manager.direct.getMessage(STREAMS.rollouts, { last_by_subj: SUBJECTS.rollout(threadId) }))?.seq ?? 0;
}

/** Whether the thread has said something, or waits to. */
export async function isKnownThread(fleet: Fleet, threadId: string): Promise<boolean> {
  return (await lastEventSequence(fleet, threadId)) > 0 || (await nextTurn(fleet, threadId)) !== null;
}

/** The turn of a thread that runs, or waits to run next. @throws FleetError `not-running` when there is none. */
export async function currentTurnId(fleet: Fleet, threadId: string): Promise<string> {
  const value = parseJson((await nextTurn(fleet, threadId))?.string() ?? "");
  const turn = parseTurnMessage(value) ?? parseStoredTurn(value);
  if (turn === undefined) throw new FleetError("not-running", `no turn of thread ${threadId} runs or waits`);
  return turn.turnId;
}

/** The oldest message of the queue with a turn of the thread; null when there is none. */
export function nextTurn({ manager }: Fleet, threadId: string): Promise<StoredMsg | null> {
  return manager.direct.getMessage(STREAMS.turns, { next_by_subj: SUBJECTS.turnsOfThread(threadId), seq: 0 });
}
