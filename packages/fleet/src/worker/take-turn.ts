import { errorMessage } from "@codex/core";
import type { JsMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS } from "../connection/names.js";
import { whileConnected } from "../connection/while-connected.js";
import { FleetError } from "../fleet-error.js";
import { NOTHING_REPORTED } from "../log/reported-turn.js";
import { factsWith, type ThreadEntry } from "../messages/thread-entry.js";
import type { TurnHead, TurnMessage } from "../messages/turn-message.js";
import { countTries } from "./count-tries.js";
import type { DelayNotices } from "./delay-notices.js";
import { giveBack, handBack, keepWorking, pauseOf, turnsAhead } from "./delivery.js";
import { readEarlierTries } from "./earlier-tries.js";
import { endWithoutTry } from "./end-without-try.js";
import { isDiskFull } from "./is-disk-full.js";
import { type Lease, takeLease } from "./lease.js";
import { headOf, type ReadTurn, readTurn } from "./read-turn.js";
import { recreateStreams } from "./recreate-streams.js";
import { UNSAVED_TURN } from "./rollout-copy.js";
import { type Attempt, openLog, reportEnd, runTurn } from "./run-turn.js";
import type { SuspectTurns } from "./suspect-turns.js";
import { ThreadState } from "./thread-state.js";
import type { WaitingTurns } from "./waiting-turns.js";
import { canRun } from "./worker-limits.js";
import type { WorkerOptions } from "./worker-options.js";

const FAILED_PAUSE_MS = 1_000;
/** Long enough for somebody to make room, since there is a limit of tries. */
const FULL_DISK_PAUSE_MS = 10_000;

export interface TakenTurn {
  readonly message: JsMsg;
  readonly label: string;
  readonly suspects: SuspectTurns;
  /** Threads of this worker. A turn that lost its lease may still be stopping when it is delivered again. */
  readonly busy: Set<string>;
  readonly waiting: WaitingTurns;
  /** Aborted when the turn must be handed over. */
  readonly handOver: AbortSignal;
  readonly onDelay: DelayNotices;
  /** Called with the thread's id once this worker has the lease. */
  readonly onBegin: (threadId: string) => void;
}

/** Handles a queue message: runs its turn to the end, or returns it for another worker. Never throws. */
export async function takeTurn(fleet: Fleet, worker: WorkerOptions, taken: TakenTurn): Promise<void> {
  const { message } = taken;
  const head = headOf(message);
  if (head === undefined) {
    worker.onNotice(`a message in the queue is not a turn: ${message.subject}`);
    // Servers before 2.10 do not support a reason.
    return message.term();
  }
  const { threadId, turnId } = head;
  try {
    const outcome = await runIfNext(fleet, worker, { ...taken, head });
    // Only now is the lease free.
    if (outcome === "ended") taken.waiting.turnEnded(threadId);
  } catch (error) {
    worker.onNotice(`turn ${turnId} of thread ${threadId}: ${errorMessage(error)}`);
    taken.onDelay(head, errorMessage(error));
    await recreateStreams(fleet, worker);
    handBack(message, isDiskFull(error) ? FULL_DISK_PAUSE_MS : FAILED_PAUSE_MS);
  }
}

async function runIfNext(
  fleet: Fleet,
  worker: WorkerOptions,
  taken: TakenTurn & { readonly head: TurnHead },
): Promise<"ended" | "given-back"> {
  const { message, busy, waiting, head } = taken;
  const { threadId, turnId } = head;
  const wait = (ahead = 0) => {
    waiting.giveBack(message, threadId, pauseOf(message, ahead));
    return "given-back" as const;
  };
  // A turn that has to wait must not even briefly take the lease from the one before it.
  const ahead = await turnsAhead(fleet, message, threadId);
  if (ahead > 0 || busy.has(threadId)) return wait(ahead);
  using _busy = markBusy(busy, threadId);
  const read = await readTurn(fleet, message, head);
  const unfit = whyUnfit(read, worker);
  if (read.type === "not-ours" || unfit !== undefined) {
    if (!message.redelivered) worker.onNotice(`turn ${turnId} is given back: ${unfit}`);
    giveBack(message);
    return "given-back";
  }
  await using lease = await takeLease(fleet, threadId, worker.id);
  if (lease === undefined) return wait();
  using _working = keepWorking(message, fleet);
  taken.onBegin(threadId);
  const outcome = await workOn(fleet, worker, { ...taken, ...read, lease });
  if (outcome === "ended") {
    await whileConnected(fleet, message.ackAck());
    return "ended";
  }
  if (outcome === "broken-off") {
    await recreateStreams(fleet, worker);
    handBack(message);
  } else giveBack(message);
  return "given-back";
}

function markBusy(busy: Set<string>, threadId: string): Disposable {
  busy.add(threadId);
  return { [Symbol.dispose]: () => void busy.delete(threadId) };
}

/** Why another worker has to run it, or it has to wait; undefined if this worker can run it. */
function whyUnfit(read: ReadTurn, { limitsOfTurns }: WorkerOptions): string | undefined {
  if (read.type === "not-ours") return read.reason;
  if (read.refusal !== undefined || canRun(read.turn, limitsOfTurns)) return undefined;
  return "it asks for a sandbox, and none works here";
}

interface OwnTurn extends TakenTurn {
  readonly turn: TurnMessage;
  /** Why no worker can run it. */
  readonly refusal: string | undefined;
  readonly lease: Lease;
}

/** `not-now`: it must not run at the same time as another suspect here; `broken-off`: another try must continue it. */
type Outcome = "ended" | "broken-off" | "not-now";

async function workOn(fleet: Fleet, worker: WorkerOptions, own: OwnTurn): Promise<Outcome> {
  const { turn, label } = own;
  const stop = stopWith(own.lease.lost, own.handOver);
  const [state, events, rollout, interrupt] = await Promise.all([
    ThreadState.read(fleet, turn.threadId),
    openLog(fleet, worker, { turn, stop, stream: STREAMS.events }),
    openLog(fleet, worker, { turn, stop, stream: STREAMS.rollouts }),
    whileConnected(fleet, fleet.interrupts.get(turn.turnId)),
  ]);
  const before = state.entry?.turnId === turn.turnId ? state.entry : undefined;
  const log = { after: before?.eventsBefore, last: events.last, signal: stop.signal };
  // Clients learn nothing of a turn before its entry is written.
  const earlier = before === undefined ? NOTHING_REPORTED : await readEarlierTries(fleet, turn, log);
  if (earlier.ended !== undefined) {
    // The worker that reported the end may have been lost before it updated the entry.
    if (before?.status === "running") await state.change({ ...before, status: earlier.ended.status });
    return "ended";
  }
  const tries = countTries(before, earlier);
  const entry: Try["entry"] = {
    turnId: turn.turnId,
    worker: worker.id,
    label,
    facts: factsWith(turn, state.entry?.facts),
    attempts: tries.next,
    stalled: tries.stalled,
    results: earlier.results,
    eventsBefore: before === undefined ? events.last : before.eventsBefore,
    status: "running",
  };
  const hasPast = before === undefined && state.entry?.status === "completed";
  const attempt = { turn, number: tries.next, earlier, events, rollout, hasPast, stop, renewLease: own.lease.confirm };
  const end = endWithoutTry(turn, { refusal: own.refusal, isToStop: interrupt !== null, isOver: tries.isOver, before });
  if (end !== undefined) {
    await state.change(entry);
    await reportEnd(worker, attempt, UNSAVED_TURN, end);
    await state.change({ ...entry, status: end.status });
    return "ended";
  }
  const isSuspect = tries.stalled > 0;
  using place = isSuspect ? own.suspects.take() : undefined;
  if (isSuspect && place === undefined) return "not-now";
  const onProgress = () => place?.[Symbol.dispose]();
  const { handOver, onDelay } = own;
  return tryTurn(fleet, worker, { attempt: { ...attempt, onProgress }, state, entry, handOver, onDelay });
}

interface Try {
  readonly attempt: Attempt;
  readonly state: ThreadState;
  /** The thread's entry before this try. */
  readonly entry: Omit<ThreadEntry, "updatedAt">;
  readonly handOver: AbortSignal;
  readonly onDelay: DelayNotices;
}

async function tryTurn(
  fleet: Fleet,
  worker: WorkerOptions,
  { attempt, state, entry: before, handOver, onDelay }: Try,
): Promise<Outcome> {
  const { turn, stop } = attempt;
  const entry = { ...before, stalled: before.stalled + 1 };
  const noted = state.change(entry);
  // `runTurn` awaits it and reports failures.
  noted.catch(() => {});
  const noteFailure = async (error: unknown) => {
    await noted;
    const counted = isDiskFull(error) ? before : entry;
    // A try that was handed over does not count.
    await state.change(handOver.aborted ? before : { ...counted, lastFailure: errorMessage(error) });
  };
  const ended = await runTurn(fleet, worker, { ...attempt, noted }).catch(async (error) => {
    await noteFailure(error).catch(() => {});
    throw error;
  });
  if (ended !== undefined) await state.change({ ...entry, status: ended.status });
  else if (handOver.aborted) await state.change(before);
  else {
    const reason = stop.signal.reason;
    worker.onNotice(`turn ${turn.turnId} was stopped: ${errorMessage(reason)}`);
    // A server that was away or full says nothing about the turn.
    if ((reason instanceof FleetError && reason.code === "unreachable") || isDiskFull(reason)) {
      onDelay(turn, errorMessage(reason));
      await state.change(before);
    }
  }
  return ended === undefined ? "broken-off" : "ended";
}

function stopWith(lost: AbortSignal, handOver: AbortSignal): AbortController {
  const stop = new AbortController();
  lost.addEventListener("abort", () => stop.abort(new Error("another worker has the thread")), { once: true });
  handOver.addEventListener("abort", () => stop.abort(new Error("the worker stops")), { once: true });
  return stop;
}
