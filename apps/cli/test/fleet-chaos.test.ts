import { once } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { checkThread, eventsOf } from "./support/check-fleet-thread.js";
import type { FleetWorker } from "./support/fleet-worker.js";
import { createFleetWorld, type FleetWorld, runThread, runThreads } from "./support/fleet-world.js";
import { hasNats } from "./support/nats.js";

/** The full size is `FLEET_THREADS=100 FLEET_KILLS=50`. */
const THREADS = Number(process.env["FLEET_THREADS"] ?? 30);
const KILLS = Number(process.env["FLEET_KILLS"] ?? 15);
const STEPS = 3;
/** The share of all results that is certain to exist. */
const SURE_RESULTS = 0.7;
const LIMIT_MS = 120_000 + (THREADS + KILLS) * 10_000;

describe.skipIf(!hasNats)("a fleet that loses workers (skipped without nats-server)", { timeout: LIMIT_MS }, () => {
  test(`${THREADS} threads, ${KILLS} workers killed: every turn ends once and nothing is lost or done twice`, async () => {
    await using world = await createFleetWorld({ steps: STEPS, work: "sleep 0.1" });
    // Abandoned turns have fewer results; enough must be left for the last kill.
    const every = Math.max(1, Math.floor((THREADS * STEPS * SURE_RESULTS) / (KILLS + 1)));
    let [results, kills] = [0, 0];
    let killing: Promise<void> = Promise.resolve();
    const threads = await runThreads(world.fleet, THREADS, (event) => {
      if (event.type !== "item-ended" || event.item.kind !== "command" || event.item.status === "interrupted") return;
      if (++results % every !== 0 || kills >= KILLS) return;
      kills++;
      killing = killing.then(() => killAny(world));
    });
    await killing;
    expect(kills).toBe(KILLS);
    const ran = await world.ran();
    const statuses: string[] = [];
    for (const thread of threads) statuses.push(await checkThread(world.fleet, thread, ran));
    const failed = statuses.filter((status) => status !== "completed: ");
    // A turn that loses three workers in a row without a result is abandoned, since it may be what kills them.
    for (const reason of failed)
      expect(reason).toMatch(/^failed: .* tried \d+ times .*: the worker that ran it was lost$/);
    // The number is random, but never almost all.
    expect(failed.length).toBeLessThan(threads.length / 2);
    console.log(`${threads.length} turns: ${failed.length} given up after three lost workers`);
  });

  test("a worker that slept past its lease cannot write, and stops", async () => {
    await using world = await createFleetWorld({ steps: STEPS, work: "sleep 1" });
    const { promise: begun, resolve: onBegun } = Promise.withResolvers<string>();
    const running = runThread(world.fleet, (event) => {
      if (event.type === "item-started" && event.item.kind === "command") onBegun(event.threadId);
    });
    const thread = await begun;
    const busy = await workerOf(world, thread);
    busy.process.kill("SIGSTOP");
    await running;
    const { length } = await eventsOf(world.fleet, thread);
    busy.process.kill("SIGCONT");
    await vi.waitFor(() => expect(busy.log()).toMatch(/turn .* (was stopped|another worker|somebody else)/), {
      timeout: 180_000,
    });
    expect(await checkThread(world.fleet, thread, await world.ran())).toBe("completed: ");
    expect((await eventsOf(world.fleet, thread)).length).toBe(length);
  });
});

/** Kills a worker like a crash, and restarts it. */
async function killAny(world: FleetWorld): Promise<void> {
  const index = Math.floor(Math.random() * world.workers.length);
  const { process: victim } = world.workers[index] as FleetWorker;
  victim.kill("SIGKILL");
  if (victim.exitCode === null && victim.signalCode === null) await once(victim, "exit");
  await world.startWorker(index);
}

/** The worker that is running the thread's turn. */
async function workerOf({ fleet, workers }: FleetWorld, threadId: string): Promise<FleetWorker> {
  const { worker } = JSON.parse((await fleet.threads.get(threadId))?.string() ?? "{}") as { readonly worker?: string };
  const found = workers.find(({ process: { pid } }) => worker?.includes(`-${pid}-`));
  expect(found, `${worker} is one of the workers`).toBeDefined();
  return found as FleetWorker;
}
