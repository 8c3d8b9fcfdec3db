import type { ConsumerInfo } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { isThreadId, STREAMS } from "../connection/names.js";
import { parseThreadEntry, type ThreadEntry } from "../messages/thread-entry.js";
import { parseWorkerEntry, type WorkerEntry } from "../messages/worker-entry.js";
import { entriesOf } from "./bucket-entries.js";

export interface FleetStatus {
  readonly workers: readonly (WorkerEntry & { readonly id: string })[];
  /** Threads that no worker has taken yet have only an id and a label. */
  readonly threads: readonly ThreadStatus[];
  readonly queue: QueueStatus;
}

export type ThreadStatus =
  | (ThreadEntry & { readonly id: string; readonly waiting: number })
  | { readonly id: string; readonly status: "queued"; readonly label: string; readonly waiting: number };

export interface QueueStatus {
  /** Turns without a worker. */
  readonly waiting: number;
  /** Turns with a worker. */
  readonly running: number;
  readonly labels: Readonly<Record<string, LabelStatus>>;
}

export interface LabelStatus {
  readonly waiting: number;
  readonly running: number;
  /** The largest number of concurrent turns; undefined if there is none. */
  readonly limit: number | undefined;
}

/** The workers of the fleet. */
export async function fleetWorkers({ workers }: Pick<Fleet, "workers">): Promise<FleetStatus["workers"]> {
  return [...(await entriesOf(workers, parseWorkerEntry))].map(([id, worker]) => ({ id, ...worker }));
}

export async function fleetStatus(fleet: Fleet): Promise<FleetStatus> {
  const [workers, entries, queued, consumers] = await Promise.all([
    fleetWorkers(fleet),
    entriesOf(fleet.threads, parseThreadEntry),
    queuedTurns(fleet),
    consumersOf(fleet),
  ]);
  // Workers report the end of a turn a little later than the queue.
  const running = new Set(workers.flatMap((worker) => worker.running).filter((id) => queued.has(id)));
  const labelOf = (id: string) => entries.get(id)?.label ?? queued.get(id)?.label;
  const total = [...queued.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    workers,
    threads: [...new Set([...entries.keys(), ...queued.keys()])].map((id) =>
      threadOf(id, entries.get(id), queued.get(id)),
    ),
    queue: {
      waiting: total - running.size,
      running: running.size,
      labels: labelsOf(consumers, [...running].map(labelOf)),
    },
  };
}

export interface Queued {
  readonly label: string;
  /** Unfinished turns, including the running one. */
  readonly count: number;
}

function threadOf(id: string, entry: ThreadEntry | undefined, queued: Queued | undefined): ThreadStatus {
  const count = queued?.count ?? 0;
  if (entry === undefined) return { id, status: "queued", label: queued?.label ?? "", waiting: count };
  return { id, ...entry, waiting: entry.status === "running" ? Math.max(0, count - 1) : count };
}

/** The queued turns, by thread. */
export async function queuedTurns({ manager }: Pick<Fleet, "manager">): Promise<Map<string, Queued>> {
  const { state } = await manager.streams.info(STREAMS.turns, { subjects_filter: "codex.turn.>" });
  const found = new Map<string, Queued>();
  for (const [subject, count] of Object.entries(state.subjects ?? {})) {
    const [, , label = "", id = ""] = subject.split(".");
    // Anything else is not a turn, and workers remove it.
    if (isThreadId(id)) found.set(id, { label, count: count + (found.get(id)?.count ?? 0) });
  }
  return found;
}

async function consumersOf({ manager }: Fleet): Promise<ConsumerInfo[]> {
  const consumers: ConsumerInfo[] = [];
  for await (const consumer of manager.consumers.list(STREAMS.turns)) consumers.push(consumer);
  return consumers;
}

/** `running`: the label of each running turn. */
function labelsOf(
  consumers: readonly ConsumerInfo[],
  running: readonly (string | undefined)[],
): Record<string, LabelStatus> {
  const labels: Record<string, LabelStatus> = {};
  for (const { name, config, num_pending, num_ack_pending } of consumers) {
    const label = name.replace(/^turns-/, "");
    const count = running.filter((each) => each === label).length;
    // Turns that wait for earlier ones of their thread have been delivered, and are delivered again later.
    const waiting = Math.max(0, num_pending + num_ack_pending - count);
    const limit = config.max_ack_pending ?? 0;
    labels[label] = { waiting, running: count, limit: limit > 0 ? limit : undefined };
  }
  return labels;
}
