import { once } from "node:events";
import type { ThreadEventBody } from "@codex/core";
import { type Fleet, followThread } from "@codex/fleet";
import { describe, expect, test, vi } from "vitest";
import { checkThread } from "./support/check-fleet-thread.js";
import type { FleetWorker } from "./support/fleet-worker.js";
import { type BegunThread, beginThread, createFleetWorld, type FleetWorld } from "./support/fleet-world.js";
import { type GateOptions, startGate } from "./support/gate.js";
import { hasNats } from "./support/nats.js";

const WAIT = { timeout: 180_000 };

/** When a worker is lost: at a word that it sends to the server, whether or not that still arrives, or at one that it receives. */
interface Phase extends GateOptions {
  readonly name: string;
  /** Ids of the calls that have run at the end. The model repeats a call whose result is unknown. */
  readonly ran: readonly string[];
}

function said(
  name: string,
  word: RegExp,
  ran: readonly [unheard: readonly string[], heard: readonly string[]],
): Phase[] {
  return [
    { name: `as it ${name}`, word, by: "program", isHeard: false, ran: ran[0] },
    { name: `after it ${name}`, word, by: "program", isHeard: true, ran: ran[1] },
  ];
}

const [FIRST, AGAIN] = [["c1"], ["c1", "c2"]] as const;
const PHASES: readonly Phase[] = [
  { name: "as it is given the turn", word: /codex\.turn\.any\./, by: "server", isHeard: false, ran: FIRST },
  { name: "after it was given the turn", word: /codex\.turn\.any\./, by: "server", isHeard: true, ran: FIRST },
  ...said("claims the thread", /\$KV\.CODEX_LEASES\./, [FIRST, FIRST]),
  ...said("notes that it begins", /\$KV\.CODEX_THREADS\./, [FIRST, FIRST]),
  ...said("keeps what the user said", /PUB codex\.rollout\./, [FIRST, FIRST]),
  ...said("tells the turn's start", /"turn-started"/, [FIRST, FIRST]),
  ...said("keeps the call", /PUB codex\.rollout\.[\s\S]*"function_call"/, [FIRST, ["c2"]]),
  ...said("keeps the workspace", /PUB \$O\.CODEX_OBJECTS/, [AGAIN, AGAIN]),
  ...said("keeps the call's result", /PUB codex\.rollout\.[\s\S]*"function_call_output"/, [AGAIN, FIRST]),
  ...said("tells the call's end", /"item-ended","item":\{"status":"\w+","source"/, [FIRST, FIRST]),
  ...said("keeps the answer", /PUB codex\.rollout\.[\s\S]*"output_text"/, [FIRST, FIRST]),
  ...said("tells the turn's end", /"turn-ended"/, [FIRST, FIRST]),
  ...said("takes the turn out of the queue", /\+ACK/, [FIRST, FIRST]),
];

describe.skipIf(!hasNats)("a worker that is lost (skipped without nats-server)", { timeout: 300_000 }, () => {
  test.concurrent.for(PHASES)(
    "$name: the turn ends once, and nothing is lost or repeated",
    async ({ ran, ...gate }) => {
      await using world = await createFleetWorld({ steps: 1, work: "true", started: 0 });
      await using way = await startGate(world.nats.port, gate);
      const lost = await world.startWorker(0, `nats://127.0.0.1:${way.port}`);
      await using thread = await beginThread(world.fleet);
      await way.closed;
      await loseAndGoOn(world, { lost, thread, ran });
    },
  );

  test("during the model's answer: the model is called again", async () => {
    await using world = await createFleetWorld({ steps: 1, work: "true", started: 0, isFirstHeld: true });
    const lost = await world.startWorker(0);
    await using thread = await beginThread(world.fleet);
    await world.held;
    await loseAndGoOn(world, { lost, thread, ran: FIRST });
  });

  test("during a command: the command is not run again", async () => {
    const work = '[ "$(tail -n 1 log.txt)" != c1 ] || sleep 600';
    await using world = await createFleetWorld({ steps: 1, work, started: 0 });
    const lost = await world.startWorker(0);
    await using thread = await beginThread(world.fleet);
    await vi.waitFor(async () => expect(await world.ran()).toHaveLength(1), WAIT);
    await loseAndGoOn(world, { lost, thread, ran: AGAIN });
  });
});

interface Lost {
  readonly lost: FleetWorker;
  readonly thread: BegunThread;
  readonly ran: readonly string[];
}

/** Kills the worker like a crash; another one continues. */
async function loseAndGoOn(world: FleetWorld, { lost, thread, ran }: Lost): Promise<void> {
  await using other = follow(world.fleet, thread.id);
  lost.process.kill("SIGKILL");
  await once(lost.process, "exit");
  await world.startWorker(1);
  await Promise.all([thread.ended, other.ended]);
  await checkEnd(world, thread.id, ran);
}

async function checkEnd(world: FleetWorld, threadId: string, calls: readonly string[]): Promise<void> {
  const { fleet } = world;
  await vi.waitFor(async () => {
    expect((await fleet.manager.streams.info("CODEX_TURNS")).state.messages).toBe(0);
  }, WAIT);
  const ran = await world.ran();
  expect(await checkThread(fleet, threadId, ran)).toBe("completed: ");
  expect(ran).toEqual(calls.map((call) => `${threadId} ${call}`));
}

/** A second listener, from the start. */
function follow(fleet: Fleet, threadId: string) {
  const done = new AbortController();
  const ended = Promise.withResolvers<void>();
  const onEvent = ({ type }: ThreadEventBody) => type === "turn-ended" && ended.resolve();
  const following = followThread(fleet, threadId, { signal: done.signal, onEvent });
  return {
    ended: ended.promise,
    async [Symbol.asyncDispose]() {
      done.abort();
      await following;
    },
  };
}
