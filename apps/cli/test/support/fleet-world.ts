import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ThreadEvent } from "@codex/core";
import { connectFleet, type Fleet, FleetThread } from "@codex/fleet";
import { type CutLine, startCutLine } from "./cut-line.js";
import { startFleetModel } from "./fleet-model.js";
import { type FleetWorker, startWorker } from "./fleet-worker.js";
import { type NatsServer, startNats } from "./nats.js";
import { createWorkspace, type Workspace } from "./workspace.js";

/** Three machines, a server, a network between them, and a file in which commands record their runs. */
export interface FleetWorld extends AsyncDisposable {
  readonly nats: NatsServer;
  /** Between everybody and the server. */
  readonly line: CutLine;
  /** The client's. */
  readonly fleet: Fleet;
  /** The started workers, by machine. */
  readonly workers: FleetWorker[];
  /** Starts a machine's worker; `url` if it reaches the server another way than the others. */
  startWorker(machine: number, url?: string): Promise<FleetWorker>;
  /** Settles when the model has started an answer that never ends. */
  readonly held: Promise<void>;
  /** `THREAD CALL` for each command that was started. */
  ran(): Promise<string[]>;
}

export interface FleetWorldOptions {
  /** How many commands of each turn get a result. */
  readonly steps: number;
  /** What a command does after recording its run and appending its id to `log.txt`. */
  readonly work: string;
  /** How many machines have a worker from the start. Default: all three. */
  readonly started?: number;
  /** For workers. */
  readonly args?: readonly string[];
  /** Whether the model's first answer never ends. Default: false. */
  readonly isFirstHeld?: boolean;
}

const MACHINES = 3;
/** Short, so that a lost worker's lease expires soon. */
const LEASE_MS = 2_000;

export async function createFleetWorld(options: FleetWorldOptions): Promise<FleetWorld> {
  const { steps, work, started = MACHINES, args = [], isFirstHeld } = options;
  await using stack = new AsyncDisposableStack();
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "codex-fleet-")));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  const ran = path.join(folder, "ran");
  const command = (id: string) => `echo "$(basename "$PWD") ${id}" >> ${ran}; echo ${id} >> log.txt; ${work}`;
  const model = stack.use(await startFleetModel({ steps, command: (id) => ["sh", "-c", command(id)], isFirstHeld }));
  const nats = stack.use(await startNats());
  const line = stack.use(await startCutLine(nats.port));
  const url = `nats://127.0.0.1:${line.port}`;
  const fleet = stack.use(await connectFleet({ url, name: "test", leaseMs: LEASE_MS }));
  const machines: Workspace[] = [];
  for (let count = 0; count < MACHINES; count++) machines.push(stack.use(await createWorkspace({ model })));
  const workers: FleetWorker[] = [];
  const start = async (machine: number, way = url) => {
    const home = machines[machine] as Workspace;
    const worker = await startWorker(home, way, "--slots", "4", "--drain", "1", ...args);
    workers[machine] = worker;
    return worker;
  };
  stack.defer(async () => {
    line.restore();
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
  });
  await Promise.all(Array.from({ length: started }, (_, machine) => start(machine)));
  const owned = stack.move();
  return {
    nats,
    line,
    fleet,
    workers,
    startWorker: start,
    held: model.held,
    ran: async () => (await readFile(ran, "utf8")).trim().split("\n"),
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

/** Starts threads; settles with their ids when each one's turn has ended. */
export async function runThreads(
  fleet: Fleet,
  count: number,
  onEvent: (event: ThreadEvent) => void,
): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => runThread(fleet, onEvent)));
}

export async function runThread(fleet: Fleet, onEvent: (event: ThreadEvent) => void): Promise<string> {
  await using thread = await beginThread(fleet, onEvent);
  await thread.ended;
  return thread.id;
}

/** A thread with a queued turn. */
export interface BegunThread extends AsyncDisposable {
  readonly id: string;
  /** Settles when the turn has ended. */
  readonly ended: Promise<void>;
}

export async function beginThread(
  fleet: Fleet,
  onEvent: (event: ThreadEvent) => void = () => {},
): Promise<BegunThread> {
  const settings = { approvalPolicy: "never", sandboxPolicy: { mode: "danger-full-access" } } as const;
  const thread = await FleetThread.open(fleet, { settings, isAnswered: false });
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => {});
  const subscription = thread.subscribe({
    onEvent: (event) => {
      onEvent(event);
      if (event.type === "turn-ended") ended.resolve();
      if (event.type === "closed") ended.reject(new Error("the thread was closed"));
    },
  });
  await thread.start([{ type: "text", text: "work" }]);
  return {
    id: thread.id,
    ended: ended.promise,
    async [Symbol.asyncDispose]() {
      subscription[Symbol.dispose]();
      await thread[Symbol.asyncDispose]();
    },
  };
}
