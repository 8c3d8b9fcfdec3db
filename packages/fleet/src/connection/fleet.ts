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
  /** The name of the connection in the server's lists. */
  readonly name: string;
  /**
   * How long a silent worker keeps its threads, in milliseconds. Used only when the fleet is set up; the fleet keeps that value.
   * Default: 20,000.
   */
  readonly leaseMs?: number | undefined;
  /** Called when the server becomes unreachable and when it is back. `refusal`: the reason, if it rejects our credentials. */
  readonly onLink?: ((isUp: boolean, refusal?: string) => void) | undefined;
}

const DEFAULT_LEASE_MS = 20_000;
const CONNECT_LIMIT_MS = 10_000;
/** How long a busy server may take to answer. */
const REQUEST_LIMIT_MS = 10_000;
/** A network that drops packets is noticed after `MAX_PINGS` of these, well before a lease expires. */
const PING_MS = 3_000;
const MAX_PINGS = 2;
/** How long a server that accepts nothing may delay closing, in each of two steps. */
const LEAVE_LIMIT_MS = 1_500;

/** A connection to a fleet whose streams and buckets exist. */
export interface Fleet extends AsyncDisposable {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly leases: KV;
  readonly threads: KV;
  readonly workers: KV;
  readonly interrupts: KV;
  /** Workspaces as Git bundles, named after their commits, and turns that are larger than a message. */
  readonly objects: ObjectStore;
  /** How long a silent worker keeps its threads, in milliseconds. */
  readonly leaseMs: number;
  /** Recreates missing streams and buckets. Returns their names. */
  setUp(): Promise<readonly string[]>;
  /** Whether the server is currently reachable. */
  readonly isConnected: boolean;
  /** Aborted when a lost connection has been re-established: earlier requests will not be answered. A new signal replaces it. */
  readonly session: AbortSignal;
}

/** Connects, and creates the streams and buckets that are missing. @throws FleetError */
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
      // Send what has been published, if the server is reachable.
      if (link.isUp) await settlesWithin(connection.flush(), LEAVE_LIMIT_MS);
      await settlesWithin(connection.close(), LEAVE_LIMIT_MS);
    },
  };
}

interface Link {
  readonly isUp: boolean;
  readonly session: AbortSignal;
}

/** Tracks whether the server is reachable. */
function watchLink(connection: NatsConnection, onLink: ConnectOptions["onLink"]): Link {
  let state: "up" | "away" | "refused" = "up";
  let session = new AbortController();
  const enter = (now: typeof state, refusal?: string) => {
    if (now === state) return;
    state = now;
    onLink?.(now === "up", refusal);
  };
  const renew = () => {
    const before = session;
    session = new AbortController();
    before.abort();
  };
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === "error" && isRefusal(status.error)) enter("refused", status.error.message);
      if (status.type === "disconnect" && state === "up") enter("away");
      if (status.type !== "reconnect") continue;
      enter("up");
      renew();
    }
  })();
  return {
    get isUp() {
      return state === "up";
    },
    get session() {
      return session.signal;
    },
  };
}
