import { DeliverPolicy, type JsMsg, type OrderedConsumerOptions } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { PartJoiner, WORKSPACE_HEADER, WRITE_HEADER } from "./parts.js";

export interface LogEntry {
  readonly data: string;
  /** Of its last message. */
  readonly sequence: number;
  readonly time: Date;
  /** What it says of the workspace. */
  readonly workspace: string | undefined;
}

export interface ReadLogOptions {
  readonly stream: string;
  readonly subject: string;
  /** Default: 1, the beginning. */
  readonly from?: number | undefined;
}

/** What stands on a subject up to the message `last`, which must be there. */
export async function* readLog(
  fleet: Fleet,
  options: ReadLogOptions & { readonly last: number },
): AsyncGenerator<LogEntry, void> {
  const { from = 1, last } = options;
  if (last < from) return;
  const joiner = new PartJoiner();
  const consumer = await fleet.js.consumers.get(options.stream, consumerOptions(options));
  const messages = await consumer.consume();
  try {
    for await (const message of messages) {
      const entry = entryOf(message, joiner);
      if (entry !== undefined) yield entry;
      if (message.seq >= last) return;
    }
  } finally {
    await messages.close();
  }
}

/** What stands on a subject, and what comes, until the signal. */
export async function* followLog(
  fleet: Fleet,
  options: ReadLogOptions & { readonly signal: AbortSignal },
): AsyncGenerator<LogEntry, void> {
  const joiner = new PartJoiner();
  const consumer = await fleet.js.consumers.get(options.stream, consumerOptions(options));
  const messages = await consumer.consume();
  const stop = () => void messages.close();
  options.signal.addEventListener("abort", stop, { once: true });
  if (options.signal.aborted) stop();
  try {
    for await (const message of messages) {
      const entry = entryOf(message, joiner);
      if (entry !== undefined) yield entry;
    }
  } finally {
    options.signal.removeEventListener("abort", stop);
    await messages.close();
  }
}

function consumerOptions({ subject, from = 1 }: ReadLogOptions): Partial<OrderedConsumerOptions> {
  if (from <= 1) return { filter_subjects: subject };
  return { filter_subjects: subject, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from };
}

/** A write, with its last message. */
function entryOf({ data: payload, headers, seq: sequence, time }: JsMsg, joiner: PartJoiner): LogEntry | undefined {
  const data = joiner.add(payload, headers?.get(WRITE_HEADER) ?? "");
  return data === undefined
    ? undefined
    : { data, sequence, time, workspace: headers?.get(WORKSPACE_HEADER) || undefined };
}
