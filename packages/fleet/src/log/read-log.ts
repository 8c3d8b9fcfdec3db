import { DeliverPolicy, type JsMsg, type OrderedConsumerOptions } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { isStreamMissing } from "../connection/nats-errors.js";
import { throughOutages } from "../connection/through-outages.js";
import { whileConnected } from "../connection/while-connected.js";
import { FleetError } from "../fleet-error.js";
import { WORKSPACE_HEADER, WRITE_HEADER, WriteJoiner } from "./split-writes.js";

export interface LogEntry {
  readonly data: string;
  /** The sequence of its last message. */
  readonly sequence: number;
  readonly time: Date;
  /** The state of the workspace at that point: JSON. */
  readonly workspace: string | undefined;
}

export interface ReadLogOptions {
  readonly stream: string;
  readonly subject: string;
  /** The first message, by its sequence. Default: 1. */
  readonly from?: number | undefined;
  readonly signal: AbortSignal;
}

/** How long a request for messages stays open, in milliseconds. A request that got lost is noticed by then. */
const PULL_MS = 5_000;
/** How long each existing message may take to arrive, in milliseconds. */
const MESSAGE_LIMIT_MS = 60_000;

/**
 * The entries of a subject up to the message `last`, which must exist.
 * @throws FleetError `unreachable` if the server does not send it; the signal's reason.
 */
export async function* readLog(
  fleet: Fleet,
  { last, ...options }: ReadLogOptions & { readonly last: number },
): AsyncGenerator<LogEntry, void> {
  if (last < (options.from ?? 1)) return;
  const joiner = new WriteJoiner();
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), MESSAGE_LIMIT_MS);
  try {
    const signal = AbortSignal.any([options.signal, silent.signal]);
    for await (const message of messagesOf(fleet, { ...options, signal })) {
      timer.refresh();
      const entry = entryOf(message, joiner);
      if (entry !== undefined) yield entry;
      if (message.seq >= last) return;
    }
  } finally {
    clearTimeout(timer);
  }
  options.signal.throwIfAborted();
  throw new FleetError("unreachable", "the fleet's server was away while a thread was read");
}

/** The entries of a subject, existing and new ones, until the signal. `onMessage` is called for each message, after its entry. */
export async function* followLog(
  fleet: Fleet,
  { onMessage, ...options }: ReadLogOptions & { readonly onMessage?: ((sequence: number) => void) | undefined },
): AsyncGenerator<LogEntry, void> {
  const joiner = new WriteJoiner();
  for await (const message of messagesOf(fleet, options)) {
    const entry = entryOf(message, joiner);
    if (entry !== undefined) yield entry;
    // The latest message may be part of a write whose writer was lost.
    onMessage?.(message.seq);
  }
}

/** Creates a new consumer after a reconnect; the library itself would take half a minute or longer. */
async function* messagesOf(fleet: Fleet, { from, ...options }: ReadLogOptions): AsyncGenerator<JsMsg, void> {
  let next = from;
  const created = creationOf(fleet, options);
  for (;;) {
    const { session } = fleet;
    const signal = AbortSignal.any([options.signal, session]);
    for await (const message of consumed(fleet, { ...options, from: next, signal })) {
      next = message.seq + 1;
      yield message;
    }
    if (options.signal.aborted || !session.aborted) return;
    const [before, now] = [await created, await creationOf(fleet, options)];
    if (before !== undefined && now !== undefined && before !== now) throw lostLog();
  }
}

/**
 * When the stream was created; `never` if there is none, undefined if that is unknown. A server that has lost its data has another stream
 * of the same name.
 */
async function creationOf(fleet: Fleet, { stream, signal }: ReadLogOptions): Promise<string | undefined> {
  const limit = { limitMs: Number.POSITIVE_INFINITY, signal };
  try {
    const info = await throughOutages(fleet, limit, () => whileConnected(fleet, fleet.manager.streams.info(stream)));
    return info.created;
  } catch (error) {
    return isStreamMissing(error) ? "never" : undefined;
  }
}

function lostLog(): FleetError {
  return new FleetError("thread-not-found", "the fleet's server has lost what it had kept, and this thread with it");
}

async function* consumed(fleet: Fleet, options: ReadLogOptions): AsyncGenerator<JsMsg, void> {
  const { stream, signal } = options;
  const messages = await throughOutages(fleet, { limitMs: Number.POSITIVE_INFINITY, signal }, async () => {
    const consumer = await fleet.js.consumers.get(stream, consumerOptions(options));
    return consumer.consume({ expires: PULL_MS });
  }).catch(unlessAborted(signal));
  if (messages === undefined) return;
  const stop = () => void messages.close();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    yield* messages;
  } finally {
    signal.removeEventListener("abort", stop);
    await messages.close();
  }
}

function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

function consumerOptions({ subject, from = 1 }: ReadLogOptions): Partial<OrderedConsumerOptions> {
  if (from <= 1) return { filter_subjects: subject };
  return { filter_subjects: subject, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from };
}

/** Returns a write with its last message. */
function entryOf({ data: payload, headers, seq: sequence, time }: JsMsg, joiner: WriteJoiner): LogEntry | undefined {
  const data = joiner.add(payload, headers?.get(WRITE_HEADER) ?? "");
  return data === undefined
    ? undefined
    : { data, sequence, time, workspace: headers?.get(WORKSPACE_HEADER) || undefined };
}
