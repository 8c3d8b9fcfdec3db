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
import { engineTurnId, withClientTurnId } from "./client-turn-id.js";
import { readEarlierTries } from "./earlier-tries.js";
import { refused } from "./end-without-try.js";
import { EventPublisher } from "./event-publisher.js";
import { listenForInterrupts } from "./listen-for-interrupts.js";
import { lostSubagentMessages } from "./lost-subagents.js";
import { type OpenedThread, openThread } from "./open-thread.js";
import { OwnWorkspace } from "./own-workspace.js";
import { publishDelta } from "./publish-delta.js";
import { copyRollout, type SavedTurn, UNSAVED_TURN } from "./rollout-copy.js";
import { TurnControl } from "./turn-control.js";
import { DEFAULT_OUTAGE_LIMIT_MS, type WorkerOptions } from "./worker-options.js";

/** A try of a turn by this worker, which has the thread's lease. */
export interface Attempt {
  readonly turn: TurnMessage;
  /** 1 for the first try. */
  readonly number: number;
  readonly earlier: ReportedTurn;
  /** The event log. */
  readonly events: SubjectLog;
  readonly rollout: SubjectLog;
  /** Whether an earlier turn of the thread has completed, so that there must be a rollout. */
  readonly hasPast: boolean;
  /** Called when the turn makes progress. */
  readonly onProgress: () => void;
  /** Renews the thread's lease. Rejects while the server is away. */
  readonly renewLease: () => Promise<void>;
  /** Aborted when another worker has the turn, or it is given up. Nothing more is written then. */
  readonly stop: AbortController;
}

const LOST_PAST =
  "the fleet has lost the thread's past, or its beginning, as streams do that have an age or a limit. Begin a new thread";

/**
 * Runs the turn to its end; undefined if it was given up, so that another worker continues it. `noted` settles when the thread's entry
 * counts this try.
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
  if (found === "without-beginning" || (found === undefined && attempt.hasPast)) {
    await attempt.noted;
    return reportEnd(worker, attempt, UNSAVED_TURN, refused(turn, LOST_PAST));
  }
  await using copy = found;
  const saved = copy?.turn ?? UNSAVED_TURN;
  const earlier = await reportedSoFar(fleet, attempt, saved);
  if (earlier.ended !== undefined) return earlier.ended;
  if (saved.end !== undefined) {
    await attempt.noted;
    return reportEnd(worker, { ...attempt, earlier }, saved, saved.end);
  }
  const root = path.join(worker.workspaces, threadId);
  const place = { root, shared: worker.shared ?? [], codexHome, env, signal: stop.signal, onNotice: worker.onNotice };
  const workspace = await OwnWorkspace.open(fleet, { ...place, ref: copy?.workspace ?? turn.workspace });
  await using opened = await openThread(fleet, worker, { attempt, workspace, copy });
  await attempt.noted;
  const ended = await followTurn(fleet, worker, { attempt: { ...attempt, earlier }, opened, saved });
  return stop.signal.aborted ? undefined : ended;
}

/** If a turn is queued twice, the entry may be about a later turn, but the rollout knows this one. */
async function reportedSoFar(
  fleet: Fleet,
  { turn, earlier, events, stop }: Attempt,
  { isHeard, end }: SavedTurn,
): Promise<ReportedTurn> {
  if (earlier.hasStarted || !(isHeard || end !== undefined)) return earlier;
  return readEarlierTries(fleet, turn, { last: events.last, signal: stop.signal });
}

/** Opens one of the thread's logs for this try. */
export function openLog(
  fleet: Fleet,
  { outageLimitMs = DEFAULT_OUTAGE_LIMIT_MS }: WorkerOptions,
  { turn, stop, stream }: Pick<Attempt, "turn" | "stop"> & { readonly stream: string },
): Promise<SubjectLog> {
  const subject = stream === STREAMS.events ? SUBJECTS.event(turn.threadId) : SUBJECTS.rollout(turn.threadId);
  return SubjectLog.open(fleet, { stream, subject, outageLimitMs, signal: stop.signal });
}

/** Reports an end that the rollout has, or the end of a turn that does not run. */
export async function reportEnd(
  worker: WorkerOptions,
  { turn, number, earlier, events }: Pick<Attempt, "turn" | "number" | "earlier" | "events">,
  saved: SavedTurn,
  end: TurnInfo,
): Promise<TurnInfo> {
  const start = { ...end, status: "running" as const, endedAt: undefined };
  const reported: ThreadEventBody[] = [
    ...(earlier.hasStarted ? [] : [{ type: "turn-started" as const, turn: start }]),
    ...unreportedEvents(earlier, saved.items),
    { type: "turn-ended", turn: end },
  ];
  const about = { turnId: turn.turnId, attempt: number, worker: worker.id };
  await events.claim(
    eventEnvelopeJson({ ...about, events: reported.map((event) => withClientTurnId(event, turn.turnId)) }),
  );
  return end;
}

interface FollowedTurn {
  readonly attempt: Attempt;
  readonly opened: OpenedThread;
  readonly saved: SavedTurn;
}

/** Starts or continues the turn, and reports its events until its end. */
async function followTurn(fleet: Fleet, worker: WorkerOptions, followed: FollowedTurn): Promise<TurnInfo | undefined> {
  const { attempt, saved } = followed;
  const { turn, number, earlier, stop } = attempt;
  const { threadId, turnId, clientId } = turn;
  const { thread } = followed.opened;
  const ownId = engineTurnId(turnId, number);
  if (earlier.hasStarted) await reportHandOver(worker, attempt, saved);
  const publisher = createPublisher(fleet, worker, followed);
  const interrupt = () => void thread.interrupt(ownId).catch(() => {});
  const { isConfined } = worker.limitsOfTurns;
  const confirm = () => confirmOwnership(fleet, worker, attempt);
  using control = new TurnControl(fleet, { threadId, turnId, worker: worker.id, interrupt, isConfined, confirm });
  const end = Promise.withResolvers<TurnInfo>();
  using _subscription = publishEvents(followed, publisher, end.resolve);
  using _requests = listenForInterrupts(fleet, turnId, interrupt);
  const options = {
    turnId: ownId,
    settings: settingsOf(turn),
    outputSchema: turn.outputSchema,
    ask: turn.isAnswered ? control.ask : undefined,
  };
  if (saved.isHeard) thread.queueForModel(lostSubagentMessages(saved.items.values()));
  await (saved.isHeard ? thread.continue(options) : thread.start(turn.input, { ...options, clientId }));
  const ended = await Promise.race([end.promise, aborted(stop.signal)]);
  if (ended === undefined || !(await noteInterruption(thread, ended, stop))) return undefined;
  publisher.push(withClientTurnId({ type: "turn-ended", turn: ended }, turnId));
  await publisher.flushed();
  return ended;
}

/** Publishes the turn's events once the fleet has what they report, and what stays on this machine. */
function createPublisher(
  fleet: Fleet,
  worker: WorkerOptions,
  { attempt: { turn, number, events, stop }, opened, saved }: FollowedTurn,
): EventPublisher {
  const { threadId, turnId } = turn;
  const publisher = new EventPublisher({
    about: { turnId, attempt: number, worker: worker.id },
    save: async () => {
      await opened.thread.saved();
      opened.journal.assertWhole();
    },
    write: (data) => events.append(data),
    sendLive: (data) => publishDelta(fleet, threadId, data),
    onFailure: (error) => stop.abort(error),
  });
  publisher.kept([...saved.items.keys()]);
  opened.onKept = (itemIds) => publisher.kept(itemIds);
  opened.onLeft = (names) => publisher.push(leftNotice(turnId, names));
  return publisher;
}

/** Publishes every event of the thread but the turn's end, which goes to `onEnd`. */
function publishEvents(
  { attempt, opened: { thread, journal }, saved }: FollowedTurn,
  publisher: EventPublisher,
  onEnd: (turn: TurnInfo) => void,
): Disposable {
  const { earlier, onProgress } = attempt;
  // A try that was lost before it reported its start may have saved the user's message.
  const unreported = unreportedEvents(earlier, saved.items);
  const publish = (event: ThreadEventBody) => publisher.push(withClientTurnId(event, attempt.turn.turnId));
  return thread.subscribe({
    onEvent: (event) => {
      journal.onEvent(event);
      if (event.type === "item-ended" && isResult(event.item)) onProgress();
      if (event.type === "turn-ended") onEnd(event.turn);
      else if (event.type !== "turn-started") publish(event);
      else if (!earlier.hasStarted) for (const each of [event, ...unreported]) publish(each);
    },
    pressure: () => publisher.pressure(),
  });
}

/** Ensures that no other worker can take the turn for a while. Rejects, and gives the turn up, if one has taken it meanwhile. */
async function confirmOwnership(
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

/** Notes for the model that the turn was interrupted. False if that cannot be saved. */
async function noteInterruption(thread: Thread, { interruption }: TurnInfo, stop: AbortController): Promise<boolean> {
  try {
    if (interruption === "interrupted") await thread.inject([turnAbortedItem]);
    return true;
  } catch (error) {
    stop.abort(error);
    return false;
  }
}

/** The first write of a worker that continues a turn, which fences off the previous one. */
async function reportHandOver(worker: WorkerOptions, attempt: Attempt, saved: SavedTurn): Promise<void> {
  const { turn, number, earlier, events } = attempt;
  const { turnId } = turn;
  const message = `The worker that ran this turn was lost; ${worker.id} continues it`;
  const notice: ThreadEventBody = { type: "notice", turnId, level: "warning", code: "handed-over", message };
  const reported = [...unreportedEvents(earlier, saved.items), notice].map((event) => withClientTurnId(event, turnId));
  await events.claim(eventEnvelopeJson({ turnId, attempt: number, worker: worker.id, events: reported }));
}

function settingsOf({ isPlan, effort }: TurnMessage): SettingsChange {
  return { mode: isPlan === true ? { kind: "plan" } : undefined, effort };
}

function leftNotice(turnId: string, names: readonly string[]): ThreadEventBody {
  const message = `Not kept with the workspace, since it looks secret, is too large, cannot be read or is a repository of its own: ${listNames(names)}`;
  return { type: "notice", turnId, level: "warning", code: "workspace-incomplete", message };
}
