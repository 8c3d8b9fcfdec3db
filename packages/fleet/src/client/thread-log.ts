import type { StoredMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { FleetError } from "../fleet-error.js";
import { parseJson } from "../messages/parse-json.js";
import { parseStoredTurn, parseTurnMessage } from "../messages/turn-message.js";

/** The sequence of the latest message in a thread's event log; 0 if there is none. */
export async function lastEventSequence({ manager }: Fleet, threadId: string): Promise<number> {
  return (await manager.direct.getMessage(STREAMS.events, { last_by_subj: SUBJECTS.event(threadId) }))?.seq ?? 0;
}

/** The sequence of the latest message in a thread's rollout; 0 if there is none. */
export async function lastRolloutSequence({ manager }: Fleet, threadId: string): Promise<number> {
  return (await manager.direct.getMessage(STREAMS.rollouts, { last_by_subj: SUBJECTS.rollout(threadId) }))?.seq ?? 0;
}

/** Whether the thread has events or a queued turn. */
export async function isKnownThread(fleet: Fleet, threadId: string): Promise<boolean> {
  return (await lastEventSequence(fleet, threadId)) > 0 || (await nextTurn(fleet, threadId)) !== null;
}

/** The thread's running turn; otherwise the next one in the queue. @throws FleetError `not-running` if there is none. */
export async function currentTurnId(fleet: Fleet, threadId: string): Promise<string> {
  const value = parseJson((await nextTurn(fleet, threadId))?.string() ?? "");
  const turn = parseTurnMessage(value) ?? parseStoredTurn(value);
  if (turn === undefined) throw new FleetError("not-running", `no turn of thread ${threadId} runs or waits`);
  return turn.turnId;
}

/** How many turns of the thread are in the queue, including the running one. */
export async function queuedTurnsOf({ manager }: Fleet, threadId: string): Promise<number> {
  const { state } = await manager.streams.info(STREAMS.turns, { subjects_filter: SUBJECTS.turnsOfThread(threadId) });
  return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
}

/** The oldest queued message with a turn of the thread; null if there is none. */
export function nextTurn({ manager }: Fleet, threadId: string): Promise<StoredMsg | null> {
  return manager.direct.getMessage(STREAMS.turns, { next_by_subj: SUBJECTS.turnsOfThread(threadId), seq: 0 });
}
