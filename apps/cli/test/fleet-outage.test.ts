import { setTimeout as sleep } from "node:timers/promises";
import type { ThreadEvent } from "@codex/core";
import { describe, expect, test, vi } from "vitest";
import { checkThread, eventsOf } from "./support/check-fleet-thread.js";
import { startCutLine } from "./support/cut-line.js";
import type { FleetWorker } from "./support/fleet-worker.js";
import { createFleetWorld, type FleetWorld, runThread, runThreads } from "./support/fleet-world.js";
import { hasNats } from "./support/nats.js";
import { resultOf, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** How much longer the server is away than everybody needs to notice; the full size is 30,000. */
const OUTAGE_MS = Number(process.env["FLEET_OUTAGE_MS"] ?? 0);
const TURNS = 20;
/** How many commands end before the server goes away, so that it happens in the middle. */
const RESULTS_BEFORE = 10;
const WAIT = { timeout: 180_000 };

const isResult = (event: ThreadEvent) => event.type === "item-ended" && event.item.kind === "command";
const isCommandBegun = (event: ThreadEvent) => event.type === "item-started" && event.item.kind === "command";

/** Runs turns with an outage in the middle, which none may notice. */
async function runThroughOutage(world: FleetWorld, outage: () => Promise<void>): Promise<void> {
  let results = 0;
  let outing: Promise<void> | undefined;
  const threads = await runThreads(world.fleet, TURNS, (event) => {
    if (isResult(event) && ++results === RESULTS_BEFORE) outing = outage();
  });
  expect(outing).toBeDefined();
  await outing;
  const ran = await world.ran();
  for (const thread of threads) expect(await checkThread(world.fleet, thread, ran)).toBe("completed: ");
}

/** Settles when the worker has noticed that the server is away. */
async function noticed(worker: FleetWorker): Promise<void> {
  await vi.waitFor(() => expect(worker.log()).toContain("cannot be reached"), WAIT);
}

describe.skipIf(!hasNats)(
  "a fleet with an unreachable server (skipped without nats-server)",
  { timeout: 600_000 },
  () => {
    test(`killed and started again during ${TURNS} turns: nothing is lost`, async () => {
      await using world = await createFleetWorld({ steps: 2, work: "sleep 0.1" });
      await runThroughOutage(world, async () => {
        await world.nats.kill();
        await world.nats.restart();
      });
    });

    test(`out of everybody's reach during ${TURNS} turns, on a network that swallows: nothing is lost`, async () => {
      await using world = await createFleetWorld({ steps: 2, work: "sleep 0.1" });
      await runThroughOutage(world, async () => {
        world.line.cut();
        await Promise.all(world.workers.map(noticed));
        await sleep(OUTAGE_MS);
        world.line.restore();
      });
    });

    test("unreachable for longer than workers wait: they stop the turn and say so, and it is continued later", async () => {
      await using world = await createFleetWorld({ steps: 2, work: "sleep 0.1", args: ["--outage", "5"] });
      const begun = Promise.withResolvers<void>();
      const running = runThread(world.fleet, (event) => isCommandBegun(event) && begun.resolve());
      await begun.promise;
      world.line.cut();
      const said = /turn \S+ .*the fleet's server has been away for more than 5 s/;
      await vi.waitFor(() => expect(world.workers.map((worker) => worker.log()).join("")).toMatch(said), WAIT);
      world.line.restore();
      const thread = await running;
      expect(await checkThread(world.fleet, thread, await world.ran())).toBe("completed: ");
    });

    test("unreachable when a turn should be stopped: the client says that it continues, and ends", async () => {
      await using world = await createFleetWorld({ steps: 1, work: "sleep 600", started: 1 });
      await using client = await createWorkspace();
      const run = await startCodex(client, [
        "fleet",
        "run",
        "--fleet",
        world.nats.url,
        "-s",
        "danger-full-access",
        "go",
      ]);
      run.stdin.end();
      const result = resultOf(run);
      await vi.waitFor(async () => expect(await world.ran()).toHaveLength(1), WAIT);
      await world.nats.kill();
      run.kill("SIGINT");
      const { code, stderr } = await result;
      expect(code).toBeGreaterThan(0);
      expect(stderr).toMatch(
        /the turn continues, since no worker can be reached to stop it; .*: codex fleet interrupt [\da-f-]{36}\n/,
      );
      expect(stderr).not.toContain(" at ");
      await world.nats.restart();
    });

    test("unreachable for one worker: another one continues, and the first cannot write any more", async () => {
      const args = ["--outage", "600"];
      await using world = await createFleetWorld({ steps: 2, work: "sleep 1", started: 0, args });
      await using line = await startCutLine(world.nats.port);
      const cutOff = await world.startWorker(0, `nats://127.0.0.1:${line.port}`);
      const begun = Promise.withResolvers<void>();
      const running = runThread(world.fleet, (event) => isCommandBegun(event) && begun.resolve());
      await begun.promise;
      line.cut();
      const next = await world.startWorker(1);
      const thread = await running;
      const { length } = await eventsOf(world.fleet, thread);
      line.restore();
      await vi.waitFor(() => expect(cutOff.log()).toMatch(/turn \S+ .*(another worker|somebody else)/), WAIT);
      expect(await checkThread(world.fleet, thread, await world.ran())).toBe("completed: ");
      expect((await eventsOf(world.fleet, thread)).length).toBe(length);
      // It takes turns again.
      await next[Symbol.asyncDispose]();
      await runThread(world.fleet, () => {});
      // Disposed before the connection to the server.
      await cutOff[Symbol.asyncDispose]();
    });
  },
);
