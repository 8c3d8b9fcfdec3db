import { once } from "node:events";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ThreadEventBody } from "@codex/core";
import { connectFleet, type Fleet, FleetThread, followThread, restoreSnapshot, threadWorkspace } from "@codex/fleet";
import { describe, expect, test, vi } from "vitest";
import { type FleetModelOptions, startFleetModel } from "./support/fleet-model.js";
import { type FleetWorker, startWorker } from "./support/fleet-worker.js";
import { hasNats, type NatsServer, startNats } from "./support/nats.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

/** The full size is `FLEET_THREADS=100 FLEET_KILLS=50`. */
const THREADS = Number(process.env["FLEET_THREADS"] ?? 9);
const KILLS = Number(process.env["FLEET_KILLS"] ?? 4);
const STEPS = 3;
/** Events of the log that a turn has when nothing goes wrong: its own, one of the user, one of the model, two of each command. */
const EVENTS_PER_TURN = 2 + 2 + 2 + 2 * STEPS;
const LIMIT_MS = 110_000 + (THREADS + KILLS) * 3_000;

/** Three machines, a server between them and a folder in which commands say that they ran. */
interface World extends AsyncDisposable {
  readonly nats: NatsServer;
  readonly fleet: Fleet;
  readonly workers: FleetWorker[];
  startWorker(index: number): Promise<void>;
  /** `THREAD CALL` for each command that was begun. */
  ran(): Promise<string[]>;
}

async function createWorld(command: (id: string, ran: string) => string, steps = STEPS): Promise<World> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "codex-chaos-")));
  const ran = path.join(folder, "ran");
  const words: FleetModelOptions["command"] = (id) => ["sh", "-c", command(id, ran)];
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  const model = stack.use(await startFleetModel({ steps, command: words }));
  const nats = stack.use(await startNats());
  const fleet = stack.use(await connectFleet({ url: nats.url, name: "test", leaseMs: 2_000 }));
  const homes: Workspace[] = [];
  const workers: FleetWorker[] = [];
  for (let index = 0; index < 3; index++) {
    homes.push(stack.use(await createWorkspace({ model })));
  }
  const start = async (index: number) => {
    workers[index] = await startWorker(homes[index] as Workspace, nats.url, "--slots", "4", "--drain", "1");
  };
  stack.defer(async () => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
  });
  await Promise.all([0, 1, 2].map(start));
  return {
    nats,
    fleet,
    workers,
    startWorker: start,
    ran: async () => (await readFile(ran, "utf8")).trim().split("\n"),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

/** Begins threads; settles with their ids when the turn of each has ended. */
async function runThreads(fleet: Fleet, count: number, onEvent: () => void): Promise<string[]> {
  const settings = { approvalPolicy: "never", sandboxPolicy: { mode: "danger-full-access" } } as const;
  const runs = Array.from({ length: count }, async () => {
    await using thread = await FleetThread.open(fleet, { settings, isAnswered: false });
    const ended = Promise.withResolvers<void>();
    using _subscription = thread.subscribe({
      onEvent: (event) => {
        onEvent();
        if (event.type === "turn-ended") ended.resolve();
        if (event.type === "closed") ended.reject(new Error("nothing is heard of the thread any more"));
      },
    });
    await thread.start([{ type: "text", text: "work" }]);
    await ended.promise;
    return thread.id;
  });
  return Promise.all(runs);
}

/** What stands in the log of a thread's events. */
async function eventsOf(fleet: Fleet, threadId: string): Promise<ThreadEventBody[]> {
  const events: ThreadEventBody[] = [];
  const last = (await fleet.manager.direct.getMessage("CODEX_EVENTS", { last_by_subj: `codex.event.${threadId}` }))
    ?.seq;
  const done = new AbortController();
  await followThread(fleet, threadId, {
    signal: done.signal,
    onEvent: (event) => events.push(event),
    onMessage: (sequence) => sequence === last && done.abort(),
  });
  return events;
}

/** The text of a thread's rollout. */
async function rolloutOf(fleet: Fleet, threadId: string): Promise<string> {
  const subject = `codex.rollout.${threadId}`;
  const last = (await fleet.manager.direct.getMessage("CODEX_ROLLOUTS", { last_by_subj: subject }))?.seq;
  const consumer = await fleet.js.consumers.get("CODEX_ROLLOUTS", { filter_subjects: subject });
  let text = "";
  const messages = await consumer.consume();
  for await (const message of messages) {
    text += `${message.string()}\n`;
    if (message.seq === last) break;
  }
  await messages.close();
  return text;
}

/** What every thread must be like, whatever has happened. Gives how its turn ended. */
async function checkThread(fleet: Fleet, threadId: string, ran: readonly string[]): Promise<string> {
  const [events, rollout] = [await eventsOf(fleet, threadId), await rolloutOf(fleet, threadId)];
  const ends = events.filter((event) => event.type === "turn-ended");
  expect(ends).toHaveLength(1);
  expect(events.at(-1)).toBe(ends[0]);
  expect(events.filter((event) => event.type === "turn-started")).toHaveLength(1);
  const ended = events.flatMap((event) => (event.type === "item-ended" ? [event.item] : []));
  expect(new Set(ended.map(({ id }) => id)).size).toBe(ended.length);
  const started = events.flatMap((event) => (event.type === "item-started" ? [event.item.id] : []));
  expect(started.toSorted()).toEqual(ended.map(({ id }) => id).toSorted());
  // What was interrupted with its worker was told by the one after it.
  for (const { id, status } of ended) if (status !== "interrupted") expect(rollout).toContain(`"id":"${id}"`);
  const own = ran.filter((line) => line.startsWith(threadId));
  expect(new Set(own).size).toBe(own.length);
  await checkWorkspace(fleet, threadId, rollout);
  const [end] = ends;
  return end?.type === "turn-ended" ? `${end.turn.status}: ${end.turn.error?.message ?? ""}` : "none";
}

/** The file that each command adds a line to has the lines of those whose result is known, and no others. */
async function checkWorkspace(fleet: Fleet, threadId: string, rollout: string): Promise<void> {
  const lines = rollout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const known = lines
    .filter(({ type, output }) => type === "function_call_output" && !JSON.stringify(output).includes("is not known"))
    .map(({ call_id }) => call_id);
  const workspace = await threadWorkspace(fleet, threadId);
  if (known.length === 0) return;
  expect(workspace?.type).toBe("snapshot");
  if (workspace?.type !== "snapshot") return;
  const root = await mkdtemp(path.join(tmpdir(), "codex-restored-"));
  try {
    const { signal } = new AbortController();
    await restoreSnapshot(fleet, workspace, { root, env: process.env, signal });
    const log = await readFile(path.join(root, "log.txt"), "utf8");
    expect(log.trim().split("\n")).toEqual(known);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const COMMAND = (id: string, ran: string) =>
  `echo "$(basename "$PWD") ${id}" >> ${ran}; echo ${id} >> log.txt; sleep 0.1`;

describe.skipIf(!hasNats)(
  "a fleet in which things go wrong (skipped without nats-server)",
  { timeout: LIMIT_MS },
  () => {
    test(`${THREADS} threads, ${KILLS} workers killed: every turn ends once and nothing is lost or done twice`, async () => {
      await using world = await createWorld(COMMAND);
      const every = Math.max(1, Math.floor((THREADS * EVENTS_PER_TURN) / (KILLS + 1)));
      let [events, kills] = [0, 0];
      let killing: Promise<void> = Promise.resolve();
      const kill = async () => {
        const index = Math.floor(Math.random() * 3);
        const { process: victim } = world.workers[index] as FleetWorker;
        victim.kill("SIGKILL");
        if (victim.exitCode === null && victim.signalCode === null) await once(victim, "exit");
        await world.startWorker(index);
      };
      const threads = await runThreads(world.fleet, THREADS, () => {
        if (++events % every !== 0 || kills >= KILLS) return;
        kills++;
        killing = killing.then(kill);
      });
      await killing;
      expect(kills).toBe(KILLS);
      const ran = await world.ran();
      const statuses = await Promise.all(threads.map((thread) => checkThread(world.fleet, thread, ran)));
      const failed = statuses.filter((status) => status !== "completed: ");
      // A turn may lose its worker three times in a row without a result: then it is given up as one that takes workers down.
      for (const reason of failed)
        expect(reason).toMatch(/^failed: .* tried \d+ times .*: the worker that ran it was lost$/);
      console.log(`${threads.length} turns: ${failed.length} given up after three lost workers`);
    });

    test("the server is killed and started again during 20 turns: nothing is lost", async () => {
      await using world = await createWorld(COMMAND);
      let events = 0;
      let outage: Promise<void> | undefined;
      const threads = await runThreads(world.fleet, 20, () => {
        if (++events === 40) outage = world.nats.kill().then(() => world.nats.restart());
      });
      await outage;
      const ran = await world.ran();
      for (const thread of threads) expect(await checkThread(world.fleet, thread, ran)).toBe("completed: ");
    });

    test("a worker that slept past its lease cannot write, and stops", async () => {
      await using world = await createWorld(
        (id, ran) => `echo "$(basename "$PWD") ${id}" >> ${ran}; echo ${id} >> log.txt; sleep 1`,
      );
      const { promise: begun, resolve: onBegun } = Promise.withResolvers<void>();
      let events = 0;
      const running = runThreads(world.fleet, 1, () => ++events === 4 && onBegun());
      await begun;
      const busy = await vi.waitFor(
        async () => {
          const { worker } = JSON.parse(
            (await world.fleet.threads.get((await threadIds(world.fleet))[0] ?? ""))?.string() ?? "{}",
          );
          const found = world.workers.find(({ process: { pid } }) => worker?.endsWith(`-${pid}`));
          expect(found).toBeDefined();
          return found as FleetWorker;
        },
        { timeout: 30_000 },
      );
      busy.process.kill("SIGSTOP");
      const [thread = ""] = await running;
      const length = (await eventsOf(world.fleet, thread)).length;
      busy.process.kill("SIGCONT");
      await vi.waitFor(() => expect(busy.log()).toMatch(/turn .* (was stopped|another worker|somebody else)/), {
        timeout: 60_000,
      });
      expect(await checkThread(world.fleet, thread, await world.ran())).toBe("completed: ");
      expect((await eventsOf(world.fleet, thread)).length).toBe(length);
    });
  },
);

async function threadIds(fleet: Fleet): Promise<string[]> {
  const ids: string[] = [];
  for await (const key of await fleet.threads.keys()) ids.push(key);
  return ids;
}
