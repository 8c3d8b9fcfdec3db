import { type JetStreamClient, type JetStreamManager, RetentionPolicy, type StreamConfig } from "@nats-io/jetstream";
import { Kvm, type KvOptions } from "@nats-io/kv";
import { Objm } from "@nats-io/obj";
import { nanos } from "@nats-io/transport-node";
import { FleetError } from "../fleet-error.js";
import { BUCKETS, OBJECT_STREAM, OBJECTS, STREAMS } from "./names.js";
import { isPermissionViolation } from "./nats-errors.js";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A message that is sent twice within this time is stored once. */
const DUPLICATES_MS = 120_000;
export const WORKER_ENTRY_MS = 15_000;

export interface SetUp {
  readonly leaseMs: number;
  /** The streams that were missing. */
  readonly made: readonly string[];
}

/** Creates missing streams and buckets, and leaves existing ones as they are, so that operators can tune them. @throws FleetError */
export async function setUpFleet({
  js,
  manager,
  leaseMs,
}: {
  readonly js: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly leaseMs: number;
}): Promise<SetUp> {
  const present = new Set<string>();
  for await (const name of manager.streams.names()) present.add(name);
  const kvm = new Kvm(js);
  const missing = streamNames().filter((name) => !present.has(name));
  try {
    for (const config of streams()) if (!present.has(config.name)) await manager.streams.add(config);
    for (const [name, options] of buckets(leaseMs)) if (!present.has(`KV_${name}`)) await kvm.create(name, options);
    if (!present.has(OBJECT_STREAM)) await new Objm(js).create(OBJECTS);
  } catch (cause) {
    if (!isPermissionViolation(cause)) throw cause;
    const message = "no worker has set it up yet, and these credentials may not: start a worker first";
    throw new FleetError("not-set-up", `the fleet is not there: ${message}`, { cause });
  }
  if (!present.has(`KV_${BUCKETS.leases}`)) return { leaseMs, made: missing };
  const { ttl } = await (await kvm.open(BUCKETS.leases)).status();
  return { leaseMs: ttl, made: missing };
}

function streamNames(): string[] {
  return [...Object.values(STREAMS), ...Object.values(BUCKETS).map((name) => `KV_${name}`), OBJECT_STREAM];
}

function streams(): (Partial<StreamConfig> & Pick<StreamConfig, "name">)[] {
  const common = { allow_direct: true, duplicate_window: nanos(DUPLICATES_MS) };
  return [
    { ...common, name: STREAMS.turns, subjects: ["codex.turn.*.*"], retention: RetentionPolicy.Workqueue },
    { ...common, name: STREAMS.rollouts, subjects: ["codex.rollout.*"] },
    { ...common, name: STREAMS.events, subjects: ["codex.event.*"] },
  ];
}

function buckets(leaseMs: number): [string, Partial<KvOptions>][] {
  return [
    [BUCKETS.leases, { ttl: leaseMs }],
    [BUCKETS.workers, { ttl: WORKER_ENTRY_MS }],
    [BUCKETS.interrupts, { ttl: DAY_MS }],
    [BUCKETS.threads, {}],
  ];
}
