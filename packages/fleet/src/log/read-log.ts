import { DeliverPolicy, type OrderedConsumerOptions } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { PartJoiner, WRITE_HEADER } from "./parts.js";

export interface LogEntry {
  readonly data: string;
  /** Of its last message. */
  readonly sequence: number;
  readonly time: Date;
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
      const data = joiner.add(message.data, message.headers?.get(WRITE_HEADER) ?? "");
      if (data !== undefined) yield { data, sequence: message.seq, time: message.time };
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
      const data = joiner.add(message.data, message.headers?.get(WRITE_HEADER) ?? "");
      if (data !== undefined) yield { data, sequence: message.seq, time: message.time };
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
