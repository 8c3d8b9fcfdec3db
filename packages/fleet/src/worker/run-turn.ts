import path from "node:path";
import { type SettingsChange, type Thread, type ThreadEventBody, type TurnInfo, turnAbortedItem } from "@codex/core";
import { aborted } from "../connection/aborted.js";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { throughOutages } from "../connection/through-outages.js";
import { isResult, type ReportedTurn, unreportedEvents } from "../log/reported-turn.js";
import { SubjectLog } from "../log/subject-log.js";
import { eventEnvelopeJson } from "../messages/event-envelope.js";
import type { TurnMessage } from "../messages/turn-message.js";
import { listNames } from "../workspace/list-names.js";
import { readEarlierTries } from "./earlier-tries.js";
import { refused } from "./end-without-try.js";
import { EventPublisher } from "./event-publisher.js";
import { hearInterrupts } from "./hear-interrupts.js";
import { newsOfLostHelpers } from "./lost-helpers.js";
import { type OpenedThread, openThread } from "./open-thread.js";
import { OwnWorkspace } from "./own-workspace.js";
import { copyRollout, type SavedTurn, UNSAVED_TURN } from "./rollout-copy.js";
import { TurnControl } from "./turn-control.js";
import { asTurn, engineTurnId } from "./turn-of-client.js";
import { DEFAULT_OUTAGE_LIMIT_MS, type WorkerOptions } from "./worker-options.js";

/** One try of a turn by this worker, which has the thread's lease. */
export interface Attempt {
  readonly turn: TurnMessage;
  /** 1 for the first. */
  readonly number: number;
  readonly earlier: ReportedTurn;
  /** The log of what clients are told. */
  readonly events: SubjectLog;
  readonly rollout: SubjectLog;
  /** Whether the thread has had a turn before this one whose rollout must be there. */
  readonly hasPast: boolean;
  /** Called when the turn has come further than the tries before. */
  readonly onProgress: () => void;
  /** Renews the thread's lease. Rejects while the server is away. */
  readonly renewLease: () => Promise<void>;
  /** Aborted when the turn is no longer ours: nothing of it is written any more. */
  readonly stop: AbortController;
}

const LOST_PAST =
  "the fleet has lost the thread's past, or its beginning, as streams do that have an age or a limit. Begin a new thread";

/**
 * Runs the turn to its end; undefined when it was given up, so that another worker goes on with it. `noted` settles when everybody can
 * see that it was begun: it counts as a try from then on.
 */
export async function runTurn(
  fleet: Fleet,
  worker: WorkerOptions,
  attempt: Attempt & { readonly noted: Promise<void> },
): Promise<TurnInfo | undefined> {
  const { turn, stop, rollout } = attempt;
  const { threadId, turnId } = turn;
  const { codexHome, env } = worker;
  const source = { threadId, turnId, last: rollout.last, signal: stop.signal };
  const found = await copyRollout(fleet, { ...source, codexHome });
  if (found === "without-beginning" || (found === undefined && attempt.hasPast))
    return tellEnd(worker, attempt, UNSAVED_TURN, refused(turn, LOST_PAST));
  await using copy = found;
  const saved = copy?.turn ?? UNSAVED_TURN;
  const earlier = await triesSoFar(fleet, attempt, saved);
  if (earlier.ended !== undefined) return earlier.ended;
  if (saved.end !== undefined) return tellEnd(worker, { ...attempt, earlier }, saved, saved.end);
  const root = path.join(worker.workspaces, threadId);
  const place = { root, shared: worker.shared ?? [], codexHome, env, signal: stop.signal, onNotice: worker.onNotice };
  const workspace = await OwnWorkspace.open(fleet, { ...place, ref: copy?.workspace ?? turn.workspace });
  await using opened = await openThread(fleet, worker, { attempt, workspace, copy });
  await attempt.noted;
  const ended = await followTurn(fleet, worker, { attempt: { ...attempt, earlier }, opened, saved });
  return stop.signal.aborted ? undefined : ended;
}

/** Of a turn that stands in the queue twice, the rollout may be the first to know. */
async function triesSoFar(
  fleet: Fleet,
  { turn, earlier, events, stop }: Attempt,
  { isHeard, end }: SavedTurn,
): Promise<ReportedTurn> {
  if (earlier.hasStarted || !(isHeard || end !== undefined)) return earlier;
  return readEarlierTries(fleet, turn, { last: events.last, signal: stop.signal });
}

/** A log of the turn's thread, as this try of the turn writes it. */
export function openLog(
  fleet: Fleet,
  { outageLimitMs = DEFAULT_OUTAGE_LIMIT_MS }: WorkerOptions,
  { turn, stop, stream }: Pick<Attempt, "turn" | "stop"> & { readonly stream: string },
): Promise<SubjectLog> {
  const subject = stream === STREAMS.events ? SUBJECTS.event(turn.threadId) : SUBJECTS.rollout(turn.threadId);
  return SubjectLog.open(fleet, { stream, subject, outageLimitMs, signal: stop.signal });
}

/** Tells clients of an end that the rollout has, or of one that comes without running. */
export async function tellEnd(
  worker: WorkerOptions,
  { turn, number, earlier, events }: Pick<Attempt, "turn" | "number" | "earlier" | "events">,
  saved: SavedTurn,
  end: TurnInfo,
): Promise<TurnInfo> {
  const start = { ...end, status: "running" as const, endedAt: undefined };
  const told: ThreadEventBody[] = [
    ...(earlier.hasStarted ? [] : [{ type: "turn-started" as const, turn: start }]),
    ...unreportedEvents(earlier, saved.items),
    { type: "turn-ended", turn: end },
  ];
  const about = { turnId: turn.turnId, attempt: number, worker: worker.id };
  await events.claim(eventEnvelopeJson({ ...about, events: told.map((event) => asTurn(event, turn.turnId)) }));
  return end;
}

/** One that is larger than a message is let go: the end of its item has it. */
function tellDelta({ connection, isConnected }: Fleet, threadId: string, data: string): void {
  const most = connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
  if (isConnected && Buffer.byteLength(data) <= most) connection.publish(SUBJECTS.delta(threadId), data);
}

interface FollowedTurn {
  readonly attempt: Attempt;
  readonly opened: OpenedThread;
  readonly saved: SavedTurn;
}

/** Begins the turn, or goes on with it, and tells everybody what happens until its end. */
async function followTurn(
  fleet: Fleet,
  worker: WorkerOptions,
  { attempt, opened, saved }: FollowedTurn,
): Promise<TurnInfo | undefined> {
  const { turn, number, earlier, events, stop } = attempt;
  const { threadId, turnId } = turn;
  const { thread, journal } = opened;
  const ownId = engineTurnId(turnId, number);
  if (earlier.hasStarted) await tellHandOver(worker, attempt, saved);
  const publisher = new EventPublisher({
    about: { turnId, attempt: number, worker: worker.id },
    save: async () => {
      await thread.saved();
      journal.assertWhole();
    },
    write: (data) => events.append(data),
    tell: (data) => tellDelta(fleet, threadId, data),
    onFailure: (error) => stop.abort(error),
  });
  // A try that was lost before it told its start may have kept what the user said.
  const untold = unreportedEvents(earlier, saved.items);
  publisher.kept([...saved.items.keys()]);
  opened.onKept = (itemIds) => publisher.kept(itemIds);
  opened.onLeft = (names) => publisher.push(leftNotice(turnId, names));
  const interrupt = () => void thread.interrupt(ownId).catch(() => {});
  const { isConfined } = worker.limitsOfTurns;
  const confirm = () => stillOurs(fleet, worker, attempt);
  using control = new TurnControl(fleet, { threadId, turnId, worker: worker.id, interrupt, isConfined, confirm });
  const end = Promise.withResolvers<TurnInfo>();
  using _subscription = thread.subscribe({
    onEvent: (event) => {
      journal.onEvent(event);
      if (event.type === "item-ended" && isResult(event.item)) attempt.onProgress();
      if (event.type === "turn-ended") end.resolve(event.turn);
      else if (event.type !== "turn-started") publisher.push(asTurn(event, turnId));
      else if (!earlier.hasStarted) for (const told of [event, ...untold]) publisher.push(asTurn(told, turnId));
    },
    pressure: () => publisher.pressure(),
  });
  using _requests = hearInterrupts(fleet, turnId, interrupt);
  const options = {
    turnId: ownId,
    settings: settingsOf(turn),
    outputSchema: turn.outputSchema,
    ask: turn.isAnswered ? control.ask : undefined,
  };
  const { clientId } = turn;
  if (saved.isHeard) thread.queueForModel(newsOfLostHelpers(saved.items.values()));
  await (saved.isHeard ? thread.continue(options) : thread.start(turn.input, { ...options, clientId }));
  const ended = await Promise.race([end.promise, aborted(stop.signal)]);
  if (ended === undefined || !(await tellModel(thread, ended, stop))) return undefined;
  publisher.push(asTurn({ type: "turn-ended", turn: ended }, turnId));
  await publisher.flushed();
  return ended;
}

/** Rejects, and gives the turn up, when somebody else has had it meanwhile: for a while from now on nobody else can. */
async function stillOurs(
  fleet: Fleet,
  { outageLimitMs: limitMs = DEFAULT_OUTAGE_LIMIT_MS }: WorkerOptions,
  { stop, renewLease, events, rollout }: Attempt,
): Promise<void> {
  try {
    await throughOutages(fleet, { limitMs, signal: stop.signal }, renewLease);
    stop.signal.throwIfAborted();
    await Promise.all([events.confirm(), rollout.confirm()]);
  } catch (error) {
    stop.abort(error);
    throw error;
  }
}

/** Whoever answers the next turn is to know that this one was stopped; false when that cannot be kept. */
async function tellModel(thread: Thread, { interruption }: TurnInfo, stop: AbortController): Promise<boolean> {
  try {
    if (interruption === "interrupted") await thread.inject([turnAbortedItem]);
    return true;
  } catch (error) {
    stop.abort(error);
    return false;
  }
}

/** The first write of whoever goes on with a turn: from then on the one before cannot write. */
async function tellHandOver(worker: WorkerOptions, attempt: Attempt, saved: SavedTurn): Promise<void> {
  const { turn, number, earlier, events } = attempt;
  const { turnId } = turn;
  const message = `The worker that ran this turn was lost; ${worker.id} goes on with it`;
  const notice: ThreadEventBody = { type: "notice", turnId, level: "warning", code: "handed-over", message };
  const told = [...unreportedEvents(earlier, saved.items), notice].map((event) => asTurn(event, turnId));
  await events.claim(eventEnvelopeJson({ turnId, attempt: number, worker: worker.id, events: told }));
}

function settingsOf({ isPlan, effort }: TurnMessage): SettingsChange {
  return { mode: isPlan === true ? { kind: "plan" } : undefined, effort };
}

function leftNotice(turnId: string, names: readonly string[]): ThreadEventBody {
  const message = `Not kept with the workspace, since it looks secret or is too large: ${listNames(names)}`;
  return { type: "notice", turnId, level: "warning", code: "workspace-incomplete", message };
}
