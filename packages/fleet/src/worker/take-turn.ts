import type { TurnInfo } from "@codex/core";
import type { JsMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS } from "../connection/names.js";
import { parseJson } from "../messages/event-envelope.js";
import type { ThreadEntry } from "../messages/thread-entry.js";
import { parseStoredTurn, parseTurnMessage, type TurnMessage } from "../messages/turn-message.js";
import { countTries } from "./count-tries.js";
import { giveBack, isNextOfThread, keepWorking } from "./delivery.js";
import { type EarlierTries, NO_EARLIER_TRIES, readEarlierTries } from "./earlier-tries.js";
import { type Lease, takeLease } from "./lease.js";
import { UNSAVED_TURN } from "./rollout-copy.js";
import { openLog, runTurn, tellEnd } from "./run-turn.js";
import { ThreadState } from "./thread-state.js";
import { canRun } from "./worker-limits.js";
import type { WorkerOptions } from "./worker-options.js";

const FAILED_PAUSE_MS = 1_000;

export interface TakenTurn {
  readonly message: JsMsg;
  readonly label: string;
  /** Aborted when the turn is to be handed over. */
  readonly handOver: AbortSignal;
  /** Called once the thread is ours, with its id. */
  readonly onBegin: (threadId: string) => void;
}

/** Works on one message of the queue: runs its turn to the end, or gives it back for somebody else. Never throws. */
export async function takeTurn(fleet: Fleet, worker: WorkerOptions, taken: TakenTurn): Promise<void> {
  const { message } = taken;
  const turn = await readTurn(fleet, message);
  if (turn === "unreadable") return giveBack(message);
  if (turn === undefined) {
    worker.onNotice(`a message of the queue is no turn that this version understands: ${message.subject}`);
    message.term("not understood");
    return;
  }
  if (!canRun(turn, worker.limitsOfTurns)) {
    if (!message.redelivered)
      worker.onNotice(`turn ${turn.turnId} asks for a sandbox, and none works here: given back`);
    return giveBack(message);
  }
  try {
    const [isNext, lease] = await Promise.all([
      isNextOfThread(fleet, message, turn.threadId),
      takeLease(fleet, turn.threadId, worker.id),
    ]);
    await using _lease = lease;
    if (lease === undefined || !isNext) return giveBack(message);
    using _working = keepWorking(message, fleet);
    taken.onBegin(turn.threadId);
    if (await workOn(fleet, worker, { ...taken, turn, lease })) await message.ackAck();
    else message.nak();
  } catch (error) {
    worker.onNotice(`turn ${turn.turnId} of thread ${turn.threadId}: ${reasonOf(error)}`);
    message.nak(FAILED_PAUSE_MS);
  }
}

/** `unreadable`: it is larger than a message, and cannot be read now. */
async function readTurn({ objects }: Fleet, message: JsMsg): Promise<TurnMessage | "unreadable" | undefined> {
  const value = parseJson(message.string());
  const stored = parseStoredTurn(value);
  if (stored === undefined) return parseTurnMessage(value);
  try {
    const content = await objects.getBlob(stored.object);
    return content === null ? undefined : parseTurnMessage(parseJson(Buffer.from(content).toString("utf8")));
  } catch {
    return "unreadable";
  }
}

interface OwnTurn extends TakenTurn {
  readonly turn: TurnMessage;
  readonly lease: Lease;
}

/** False when the turn was given up. */
async function workOn(fleet: Fleet, worker: WorkerOptions, own: OwnTurn): Promise<boolean> {
  const { turn, message, label } = own;
  const stop = stopWith(own.lease.lost, own.handOver);
  const [state, events, rollout, interrupt] = await Promise.all([
    ThreadState.read(fleet, turn.threadId),
    openLog(fleet, worker, { turn, stop, stream: STREAMS.events }),
    openLog(fleet, worker, { turn, stop, stream: STREAMS.rollouts }),
    fleet.interrupts.get(turn.turnId),
  ]);
  const before = state.entry?.turnId === turn.turnId ? state.entry : undefined;
  const log = { last: events.last, signal: stop.signal };
  const earlier: EarlierTries =
    before !== undefined || message.redelivered ? await readEarlierTries(fleet, turn, log) : NO_EARLIER_TRIES;
  if (earlier.hasEnded) return true;
  const tries = countTries(before, earlier);
  const attempt = { turn, number: tries.next, earlier, events, rollout, stop };
  const about = { turnId: turn.turnId, worker: worker.id, label, attempts: tries.next, results: earlier.results };
  const end = interrupt !== null ? interrupted(turn) : tries.isOver ? poisoned(turn, before) : undefined;
  if (end !== undefined) {
    await tellEnd(worker, attempt, UNSAVED_TURN, end);
    await state.change({ ...about, stalled: tries.stalled, status: end.status });
    return true;
  }
  const entry = { ...about, stalled: tries.stalled + 1, status: "running" } as const;
  const noted = state.change(entry);
  // Whoever waits for it hears of a failure.
  noted.catch(() => {});
  try {
    const ended = await runTurn(fleet, worker, { ...attempt, noted });
    if (ended !== undefined) await state.change({ ...entry, status: ended.status });
    // A turn that was handed over has done no harm.
    else if (own.handOver.aborted) await state.change({ ...entry, stalled: tries.stalled });
    else worker.onNotice(`turn ${turn.turnId} was stopped: ${reasonOf(stop.signal.reason)}`);
    return ended !== undefined;
  } catch (error) {
    await noted;
    await state.change({ ...entry, lastFailure: reasonOf(error) });
    throw error;
  }
}

function stopWith(lost: AbortSignal, handOver: AbortSignal): AbortController {
  const stop = new AbortController();
  lost.addEventListener("abort", () => stop.abort(new Error("another worker has the thread")), { once: true });
  handOver.addEventListener("abort", () => stop.abort(new Error("the worker stops")), { once: true });
  return stop;
}

function interrupted({ turnId: id }: TurnMessage): TurnInfo {
  const now = Date.now();
  return { id, kind: "input", status: "interrupted", interruption: "interrupted", startedAt: now, endedAt: now };
}

function poisoned({ turnId: id }: TurnMessage, before: ThreadEntry | undefined): TurnInfo {
  const now = Date.now();
  const { attempts, lastFailure = "the worker that ran it was lost" } = before ?? { attempts: 0 };
  const message = `the turn was tried ${attempts} times and broke off each time; the last time: ${lastFailure}`;
  return { id, kind: "input", status: "failed", error: { code: "internal", message }, startedAt: now, endedAt: now };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
