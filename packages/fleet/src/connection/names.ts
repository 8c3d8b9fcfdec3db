import { FleetError } from "../fleet-error.js";

/** The streams and buckets of a fleet. Those who share a NATS account share them; tenants have accounts of their own. */
export const STREAMS = {
  /** Turns that nobody has finished yet: a work queue. */
  turns: "CODEX_TURNS",
  /** The lines of rollouts. */
  rollouts: "CODEX_ROLLOUTS",
  /** What threads say. */
  events: "CODEX_EVENTS",
} as const;

export const BUCKETS = {
  /** Who owns which thread. Entries end by themselves. */
  leases: "CODEX_LEASES",
  /** How the latest turn of each thread stands. */
  threads: "CODEX_THREADS",
  /** Who takes turns. Entries end by themselves. */
  workers: "CODEX_WORKERS",
  /** Turns that are to stop, whoever has them. */
  interrupts: "CODEX_INTERRUPTS",
} as const;

/** Objects: workspaces, and turns that are larger than a message. */
export const OBJECTS = "CODEX_OBJECTS";
/** Where objects are kept: what they are, and their pieces, by the id of the object that they belong to. */
export const OBJECT_STREAM = `OBJ_${OBJECTS}`;

/** The label of turns that any worker may take. */
export const ANY_LABEL = "any";

/** Of threads by their ids: what is none, such as a wildcard, is refused as a thread that is not there. */
export const SUBJECTS = {
  turn: (label: string, threadId: string) => `codex.turn.${label}.${token(threadId)}`,
  turnsOfLabel: (label: string) => `codex.turn.${label}.*`,
  turnsOfThread: (threadId: string) => `codex.turn.*.${token(threadId)}`,
  rollout: (threadId: string) => `codex.rollout.${token(threadId)}`,
  event: (threadId: string) => `codex.event.${token(threadId)}`,
  /** Pieces of text and output as they come: kept by nobody. */
  delta: (threadId: string) => `codex.delta.${token(threadId)}`,
  objectPieces: (nuid: string) => `$O.${OBJECTS}.C.${nuid}`,
  /** Requests to whoever runs a turn of the thread. */
  control: (threadId: string) => `codex.control.${token(threadId)}`,
} as const;

function token(threadId: string): string {
  if (isThreadId(threadId)) return threadId;
  throw new FleetError("thread-not-found", `the fleet has no thread ${threadId}`);
}

/** The thread that a message of the queue is about, as its subject says. */
export function threadOfTurn(subject: string): string {
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
