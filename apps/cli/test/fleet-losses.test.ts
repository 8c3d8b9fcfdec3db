import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { TurnInfo } from "@codex/core";
import { connectFleet, type Fleet, FleetThread } from "@codex/fleet";
import { DiscardPolicy } from "@nats-io/jetstream";
import { describe, expect, test, vi } from "vitest";
import { startFleetModel } from "./support/fleet-model.js";
import { startWorker } from "./support/fleet-worker.js";
import { runThread } from "./support/fleet-world.js";
import { hasNats, startNats } from "./support/nats.js";
import { createWorkspace } from "./support/workspace.js";

const WAIT = { timeout: 180_000 };
const settings = { approvalPolicy: "never", sandboxPolicy: { mode: "danger-full-access" } } as const;

/** One worker; the first turn of a thread makes a commit in its workspace. */
async function startFleet(...args: readonly string[]) {
  await using stack = new AsyncDisposableStack();
  const commit = "git add -A && git -c user.name=M -c user.email=m@example.com commit -qm work";
  const command = () => ["sh", "-c", `git init -q; echo x > made.txt; ${commit}`];
  const model = stack.use(await startFleetModel({ steps: 1, command }));
  const nats = stack.use(await startNats());
  const home = stack.use(await createWorkspace({ model }));
  const fleet = stack.use(await connectFleet({ url: nats.url, name: "test", leaseMs: 3_000 }));
  const worker = stack.use(await startWorker(home, nats.url, "--drain", "1", ...args));
  const owned = stack.move();
  return { fleet, worker, home, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() };
}

/** Runs one more turn of a thread. */
async function runNextTurn(fleet: Fleet, threadId: string): Promise<TurnInfo> {
  await using thread = await FleetThread.open(fleet, { settings, isAnswered: false, threadId });
  const ended = Promise.withResolvers<TurnInfo>();
  using _subscription = thread.subscribe({
    onEvent: (event) => event.type === "turn-ended" && ended.resolve(event.turn),
  });
  await thread.start([{ type: "text", text: "more" }]);
  return await ended.promise;
}

describe.skipIf(!hasNats)("a fleet that has lost data (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("recreates a workspace that a command has broken", async () => {
    await using world = await startFleet();
    const { fleet, worker, home } = world;
    const thread = await runThread(fleet, () => {});
    const git = path.join(home.codexHome, "fleet/workspaces", thread, ".git");
    for (const [count, file] of ["index.lock", "HEAD"].entries()) {
      await writeFile(path.join(git, file), "");
      expect(await runNextTurn(fleet, thread)).toMatchObject({ status: "completed" });
      expect(worker.log().split(`${path.dirname(git)} was created again, without what Git ignores`)).toHaveLength(
        count + 2,
      );
    }
  });

  test("refuses to continue a thread whose start is lost, and says why", async () => {
    await using world = await startFleet();
    const { fleet } = world;
    const [cut, whole] = [await runThread(fleet, () => {}), await runThread(fleet, () => {})];
    const message = expect.stringContaining("lost the thread's past");
    const expected = { status: "failed", error: { code: "request-invalid", message } };
    await fleet.manager.streams.purge("CODEX_ROLLOUTS", { filter: `codex.rollout.${cut}`, seq: 3 });
    expect(await runNextTurn(fleet, cut)).toMatchObject(expected);
    await fleet.manager.streams.purge("CODEX_ROLLOUTS", { filter: `codex.rollout.${whole}` });
    expect(await runNextTurn(fleet, whole)).toMatchObject(expected);
  });

  test("recreates deleted streams", async () => {
    await using world = await startFleet();
    const { fleet, worker } = world;
    const names = ["CODEX_ROLLOUTS", "KV_CODEX_LEASES", "KV_CODEX_THREADS", "KV_CODEX_INTERRUPTS", "OBJ_CODEX_OBJECTS"];
    for (const name of names) await fleet.manager.streams.delete(name);
    await runThread(fleet, () => {});
    for (const name of names) expect(worker.log()).toContain(name);
    const thread = await runThread(fleet, () => {});
    expect(await runNextTurn(fleet, thread)).toMatchObject({ status: "completed" });
  });

  test("says why the server rejects writes", async () => {
    await using world = await startFleet("--outage", "2");
    const { fleet, worker } = world;
    const { config } = await fleet.manager.streams.info("CODEX_ROLLOUTS");
    await fleet.manager.streams.update("CODEX_ROLLOUTS", { ...config, max_bytes: 100, discard: DiscardPolicy.New });
    const running = runThread(fleet, () => {});
    await vi.waitFor(() => {
      expect(worker.log()).toContain("the fleet's server has taken nothing for more than 2 s: maximum bytes exceeded");
    }, WAIT);
    await fleet.manager.streams.update("CODEX_ROLLOUTS", { ...config, max_bytes: -1 });
    await running;
  });
});
