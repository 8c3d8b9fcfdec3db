import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { type ObjectStore, Objm } from "@nats-io/obj";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { BUCKETS, OBJECTS } from "./names.js";
import { fleetErrorFrom, isRefusal } from "./nats-errors.js";
import { reconnectPause } from "./reconnect-pause.js";
import { setUpFleet } from "./set-up-fleet.js";
import { credentialsOf, type FleetSettings, serversOf } from "./settings.js";
import { settlesWithin } from "./settles-within.js";

export interface ConnectOptions extends FleetSettings {
  /** What the server calls us in its own lists. */
  readonly name: string;
  /**
   * How long a worker that says nothing keeps its threads, in milliseconds, where the fleet is not set up yet. It is the fleet's
   * from then on. Default: 20,000.
   */
  readonly leaseMs?: number | undefined;
  /** Told when the server cannot be reached any more, and when it can again. `refusal`: why it lets us in no more, where it says so. */
  readonly onLink?: ((isUp: boolean, refusal?: string) => void) | undefined;
}

const DEFAULT_LEASE_MS = 20_000;
const CONNECT_LIMIT_MS = 10_000;
/** How long an answer of a busy server may take. */
const REQUEST_LIMIT_MS = 10_000;
/** A network that swallows what is sent is noticed after `MAX_PINGS` of these: well before a lease ends. */
const PING_MS = 3_000;
const MAX_PINGS = 2;
/** How long a server that takes nothing any more may keep us from leaving, in each of two steps. */
const LEAVE_LIMIT_MS = 1_500;

/** A connection to a fleet, whose streams and buckets are there. */
export interface Fleet extends AsyncDisposable {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly leases: KV;
  readonly threads: KV;
  readonly workers: KV;
  readonly interrupts: KV;
  /** Workspaces as Git bundles by their commits, and turns that are larger than a message. */
  readonly objects: ObjectStore;
  /** How long a worker that says nothing keeps its threads, in milliseconds. */
  readonly leaseMs: number;
  /** Makes streams that are not there any more; gives their names. */
  setUp(): Promise<readonly string[]>;
  /** Whether the server can be reached just now. */
  readonly isConnected: boolean;
  /** Aborted when the connection was lost and is there again: nobody answers what was asked for before. Then there is a new one. */
  readonly session: AbortSignal;
}

/** Connects, and sets up what the server does not have yet. @throws FleetError */
export async function connectFleet(options: ConnectOptions): Promise<Fleet> {
  const servers = serversOf(options);
  const credentials = await credentialsOf(options);
  let connection: NatsConnection | undefined;
  try {
    connection = await connect({
      servers,
      name: options.name,
      ...credentials,
      timeout: CONNECT_LIMIT_MS,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: reconnectPause(),
      pingInterval: PING_MS,
      maxPingOut: MAX_PINGS,
      ignoreAuthErrorAbort: true,
    });
    return await fleetOn(connection, options);
  } catch (error) {
    await connection?.close();
    throw fleetErrorFrom(error, { url: options.url, isAnonymous: credentials.authenticator === undefined });
  }
}

async function fleetOn(
  connection: NatsConnection,
  { leaseMs = DEFAULT_LEASE_MS, onLink }: ConnectOptions,
): Promise<Fleet> {
  const manager = await jetstreamManager(connection, { timeout: REQUEST_LIMIT_MS });
  const js = jetstream(connection, { timeout: REQUEST_LIMIT_MS });
  const kept = await setUpFleet({ js, manager, leaseMs });
  const link = watchLink(connection, onLink);
  const kvm = new Kvm(js);
  const [leases, threads, workers, interrupts, objects] = await Promise.all([
    kvm.open(BUCKETS.leases),
    kvm.open(BUCKETS.threads),
    kvm.open(BUCKETS.workers),
    kvm.open(BUCKETS.interrupts),
    new Objm(js).open(OBJECTS),
  ]);
  return {
    connection,
    js,
    manager,
    leases,
    threads,
    workers,
    interrupts,
    objects,
    leaseMs: kept.leaseMs,
    setUp: async () => (await setUpFleet({ js, manager, leaseMs: kept.leaseMs })).made,
    get isConnected() {
      return link.isUp;
    },
    get session() {
      return link.session;
    },
    async [Symbol.asyncDispose]() {
      // What was published is sent, unless nobody is there to take it.
      if (link.isUp) await settlesWithin(connection.flush(), LEAVE_LIMIT_MS);
      await settlesWithin(connection.close(), LEAVE_LIMIT_MS);
    },
  };
}

interface Link {
  readonly isUp: boolean;
  readonly session: AbortSignal;
}

/** Knows whether the server can be reached. */
function watchLink(connection: NatsConnection, onLink: ConnectOptions["onLink"]): Link {
  let told: "up" | "away" | "refused" = "up";
  let session = new AbortController();
  const tell = (now: typeof told, refusal?: string) => {
    if (now === told) return;
    told = now;
    onLink?.(now === "up", refusal);
  };
  const renew = () => {
    const before = session;
    session = new AbortController();
    before.abort();
  };
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === "error" && isRefusal(status.error)) tell("refused", status.error.message);
      if (status.type === "disconnect" && told === "up") tell("away");
      if (status.type !== "reconnect") continue;
      tell("up");
      renew();
    }
  })();
  return {
    get isUp() {
      return told === "up";
    },
    get session() {
      return session.signal;
    },
  };
}
