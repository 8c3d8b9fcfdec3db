import { AckPolicy, type Consumer, type ConsumerConfig } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { Fleet } from "../connection/fleet.js";
import { ANY_LABEL, consumerOf, STREAMS, SUBJECTS } from "../connection/names.js";
import { isConsumerMissing, isPermissionViolation } from "../connection/nats-errors.js";
import { FleetError } from "../fleet-error.js";
import type { WorkerOptions } from "./worker-options.js";

/** Turns that wait for earlier ones of their thread count, too: with any number, one thread could block all others. */
const NO_LIMIT = -1;
/** What earlier versions set if no worker had a limit. */
const FORMER_DEFAULT_LIMIT = 10_000;

/** Opens the queue's consumers for unlabelled turns and for the worker's labels. Creates missing ones. @throws FleetError `refused` */
export async function openQueue(
  fleet: Fleet,
  { labels, limits = new Map() }: Pick<WorkerOptions, "labels" | "limits">,
): Promise<readonly QueueConsumer[]> {
  const queue: QueueConsumer[] = [];
  for (const label of new Set([ANY_LABEL, ...labels])) {
    const open = () => openConsumer(fleet, label, limits.get(label));
    queue.push({ label, consumer: await open().catch(failIfForbidden), open });
  }
  return queue;
}

function failIfForbidden(error: unknown): never {
  if (!isPermissionViolation(error) || !(error instanceof Error)) throw error;
  throw new FleetError("refused", `these credentials are not those of a worker: ${error.message}`, { cause: error });
}

export interface QueueConsumer {
  readonly label: string;
  readonly consumer: Consumer;
  /** Opens it again, for example because the server has lost it. */
  readonly open: () => Promise<Consumer>;
}

/** The server enforces the limit: it delivers no more turns with the label until one is done. */
async function openConsumer(fleet: Fleet, label: string, limit: number | undefined): Promise<Consumer> {
  const { consumers } = fleet.manager;
  const name = consumerOf(label);
  try {
    const { config } = await consumers.info(STREAMS.turns, name);
    // Operators may have changed the time of leases since.
    const wanted = {
      max_ack_pending: limit ?? keptLimit(config),
      ack_wait: nanos(fleet.leaseMs),
    };
    if (config.max_ack_pending !== wanted.max_ack_pending || config.ack_wait !== wanted.ack_wait)
      await consumers.update(STREAMS.turns, name, { ...config, ...wanted });
  } catch (error) {
    if (!isConsumerMissing(error)) throw error;
    await consumers.add(STREAMS.turns, {
      durable_name: name,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(fleet.leaseMs),
      filter_subject: SUBJECTS.turnsOfLabel(label),
      max_ack_pending: limit ?? NO_LIMIT,
    });
  }
  return fleet.js.consumers.get(STREAMS.turns, name);
}

function keptLimit({ max_ack_pending: limit = NO_LIMIT }: Pick<ConsumerConfig, "max_ack_pending">): number {
  return limit === FORMER_DEFAULT_LIMIT ? NO_LIMIT : limit;
}
