import { FleetError } from "../fleet-error.js";

/** The streams of a fleet. Everybody in a NATS account shares them; each tenant has its own account. */
export const STREAMS = {
  /** Unfinished turns: a work queue. */
  turns: "CODEX_TURNS",
  /** The lines of rollouts. */
  rollouts: "CODEX_ROLLOUTS",
  /** Threads' events. */
  events: "CODEX_EVENTS",
} as const;

export const BUCKETS = {
  /** Which worker owns which thread. Entries expire. */
  leases: "CODEX_LEASES",
  /** The state of each thread's latest turn. */
  threads: "CODEX_THREADS",
  /** The workers. Entries expire. */
  workers: "CODEX_WORKERS",
  /** Turns to stop, whichever worker has them. */
  interrupts: "CODEX_INTERRUPTS",
} as const;

/** The bucket of workspaces and of turns that are larger than a message. */
export const OBJECTS = "CODEX_OBJECTS";
/** The stream behind the object bucket: descriptions of objects, and their pieces by the object's id. */
export const OBJECT_STREAM = `OBJ_${OBJECTS}`;

/** The label of turns that any worker may take. */
export const ANY_LABEL = "any";

/** Anything that is not a thread id, such as a wildcard, counts as an unknown thread. */
export const SUBJECTS = {
  turn: (label: string, threadId: string) => `codex.turn.${label}.${token(threadId)}`,
  turnsOfLabel: (label: string) => `codex.turn.${label}.*`,
  turnsOfThread: (threadId: string) => `codex.turn.*.${token(threadId)}`,
  rollout: (threadId: string) => `codex.rollout.${token(threadId)}`,
  event: (threadId: string) => `codex.event.${token(threadId)}`,
  /** Live text and output; not stored. */
  delta: (threadId: string) => `codex.delta.${token(threadId)}`,
  objectPieces: (nuid: string) => `$O.${OBJECTS}.C.${nuid}`,
  /** Requests to the worker that runs a turn of the thread. */
  control: (threadId: string) => `codex.control.${token(threadId)}`,
  /** Tells workers that a turn of the thread has ended; not stored. */
  ended: (threadId: string) => `codex.ended.${token(threadId)}`,
  endedOfAll: "codex.ended.*",
} as const;

function token(threadId: string): string {
  if (isThreadId(threadId)) return threadId;
  throw new FleetError("thread-not-found", `the fleet has no thread ${threadId}`);
}

/** The thread id in the subject of a message about one thread. */
export function threadOfSubject(subject: string): string {
  return subject.slice(subject.lastIndexOf(".") + 1);
}

/** The queue's consumer for a label. */
export function consumerOf(label: string): string {
  return `turns-${label}`;
}

/** A label is a token of a subject. */
export function isLabel(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

export function isThreadId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
}
