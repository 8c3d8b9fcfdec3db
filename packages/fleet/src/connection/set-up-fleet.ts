import { type JetStreamClient, type JetStreamManager, RetentionPolicy, type StreamConfig } from "@nats-io/jetstream";
import { Kvm, type KvOptions } from "@nats-io/kv";
import { Objm } from "@nats-io/obj";
import { nanos } from "@nats-io/transport-node";
import { FleetError } from "../fleet-error.js";
import { BUCKETS, OBJECTS, STREAMS } from "./names.js";
import { isPermissionViolation } from "./nats-errors.js";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A message that is sent again within this time is taken once. */
const DUPLICATES_MS = 120_000;
export const WORKER_ENTRY_MS = 15_000;

/** Makes the streams and buckets that are missing; those that are there stay as they are, so that operators can tune them. @throws FleetError */
export async function setUpFleet({
  js,
  manager,
  leaseMs,
}: {
  readonly js: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly leaseMs: number;
}): Promise<{ readonly leaseMs: number }> {
  const present = new Set<string>();
  for await (const name of manager.streams.names()) present.add(name);
  const kvm = new Kvm(js);
  try {
    for (const config of streams()) if (!present.has(config.name)) await manager.streams.add(config);
    for (const [name, options] of buckets(leaseMs)) if (!present.has(`KV_${name}`)) await kvm.create(name, options);
    if (!present.has(`OBJ_${OBJECTS}`)) await new Objm(js).create(OBJECTS);
  } catch (cause) {
    if (!isPermissionViolation(cause)) throw cause;
    const message = "no worker has set it up yet, and these credentials may not: start a worker first";
    throw new FleetError("not-set-up", `the fleet is not there: ${message}`, { cause });
  }
  if (!present.has(`KV_${BUCKETS.leases}`)) return { leaseMs };
  const { ttl } = await (await kvm.open(BUCKETS.leases)).status();
  return { leaseMs: ttl };
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
