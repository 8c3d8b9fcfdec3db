import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ThreadEventBody, TurnInfo } from "@codex/core";
import { connectFleet, currentTurnId, type Fleet, FleetThread, fleetStatus, interruptTurn } from "@codex/fleet";
import { describe, expect, test, vi } from "vitest";
import { startFleetModel } from "./support/fleet-model.js";
import { startWorker } from "./support/fleet-worker.js";
import { hasNats, startNats } from "./support/nats.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** More than the queue delivers without confirmation to a consumer with the usual limit. */
const MANY = 10_100;
const WAIT = { timeout: 180_000 };
const settings = { approvalPolicy: "never", sandboxPolicy: { mode: "danger-full-access" } } as const;

/** Starts a thread; settles with its turn's end. `onBegun` is called when its first command has started. */
async function runTurn(fleet: Fleet, label?: string, onBegun: () => void = () => {}): Promise<TurnInfo> {
  await using thread = await FleetThread.open(fleet, { settings, isAnswered: false, label });
  const ended = Promise.withResolvers<TurnInfo>();
  using _subscription = thread.subscribe({
    onEvent: (event) => {
      if (event.type === "item-started" && event.item.kind === "command") onBegun();
      if (event.type === "turn-ended") ended.resolve(event.turn);
    },
  });
  await thread.start([{ type: "text", text: "go" }]);
  return await ended.promise;
}

describe.skipIf(!hasNats)("the queue of a fleet (skipped without nats-server)", { timeout: 600_000 }, () => {
  test("gives turns with a label to workers that have it, within the label's limit", async () => {
    let begun = 0;
    await using model = await startFleetModel({ steps: 0, command: () => [] });
    await using nats = await startNats();
    await using plain = await createWorkspace({ model });
    await using labelled = await createWorkspace({ model });
    await using _plain = await startWorker(plain, nats.url);
    await using fleet = await connectFleet({ url: nats.url, name: "test" });
    const turns = Promise.all(
      Array.from({ length: 6 }, async () => {
        await using thread = await FleetThread.open(fleet, { settings, isAnswered: false, label: "gpu" });
        const ended = new Promise<void>((resolve) => {
          thread.subscribe({
            onEvent: ({ type }) => {
              if (type === "turn-started") begun++;
              if (type === "turn-ended") resolve();
            },
          });
        });
        await thread.start([{ type: "text", text: "go" }]);
        await ended;
      }),
    );
    // A turn without a label overtakes those that wait for one.
    expect((await runTurn(fleet)).status).toBe("completed");
    expect(begun).toBe(0);
    await using _labelled = await startWorker(labelled, nats.url, "--labels", "gpu,linux", "--limit", "gpu=1");
    await turns;
    expect(begun).toBe(6);
    // Measured where they run: different threads' events reach a client in any order.
    expect(model.mostAtOnce).toBe(1);
  });

  test("reports that no worker takes a turn, and lists the queue", async () => {
    await using nats = await startNats();
    await using model = await startFleetModel({ steps: 0, command: () => [] });
    await using home = await createWorkspace({ model });
    await using client = await createWorkspace();
    await using fleet = await connectFleet({ url: nats.url, name: "test" });
    const env = { CODEX_FLEET: nats.url };
    const run = await startCodex(client, ["fleet", "run", "--json", "--label", "gpu", "go"], env);
    run.stdin.end();
    const result = resultOf(run);
    const thread = await vi.waitFor(async () => {
      const { threads } = await fleetStatus(fleet);
      expect(threads).toMatchObject([{ status: "queued", label: "gpu" }]);
      return threads[0]?.id ?? "";
    }, WAIT);
    const nothing = await runCodex(client, ["fleet", "logs", thread], { env });
    expect(nothing).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "note: no events yet: its turn waits for a worker\n",
    });
    for (const more of [[], ["-f"]]) {
      const none = await runCodex(client, ["fleet", "logs", ...more, randomUUID()], { env });
      expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("the fleet has no thread") });
    }
    await using _worker = await startWorker(home, nats.url, "--labels", "gpu");
    const { code, stderr } = await result;
    expect(code).toBe(0);
    expect(stderr).toContain("note: no worker with the label gpu is available; the turn waits for one");
    const again = await runCodex(client, ["fleet", "run", "--label", "gpu", "go"], { env });
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain("no worker");
  });

  test("lets thousands of turns of one thread wait without blocking other threads", async () => {
    await using model = await startFleetModel({ steps: 0, command: () => [], isFirstHeld: true });
    await using nats = await startNats();
    await using home = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test" });
    await using busy = await FleetThread.open(fleet, { settings, isAnswered: false });
    for (let count = 0; count < MANY; count++) await busy.start([{ type: "text", text: "go" }]);
    await using _worker = await startWorker(home, nats.url, "--drain", "1");
    await model.held;
    expect((await runTurn(fleet)).status).toBe("completed");
    await vi.waitFor(async () => {
      const { queue } = await fleetStatus(fleet);
      const counts = { running: 1, waiting: MANY - 1 };
      expect(queue).toEqual({ ...counts, labels: { any: { ...counts, limit: undefined } } });
    }, WAIT);
  });

  test("hands a turn over when its worker is stopped, and does not count that as an attempt", async () => {
    // Only the first call is still running when its worker is stopped.
    const command = (id: string) => (id === "c1" ? ["sleep", "600"] : ["true"]);
    await using model = await startFleetModel({ steps: 1, command });
    await using nats = await startNats();
    await using first = await createWorkspace({ model });
    await using second = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test", leaseMs: 60_000 });
    const stopping = await startWorker(first, nats.url, "--drain", "1");
    const begun = Promise.withResolvers<void>();
    const turn = runTurn(fleet, undefined, begun.resolve);
    await begun.promise;
    await using _next = await startWorker(second, nats.url);
    stopping.process.kill("SIGTERM");
    const [code] = await once(stopping.process, "exit");
    expect(code).toBe(0);
    // Long before the lease would have expired.
    expect((await turn).status).toBe("completed");
    // The turn's state is recorded after its end.
    await vi.waitFor(async () => {
      const { threads } = await fleetStatus(fleet);
      expect(threads).toMatchObject([{ attempts: 2, stalled: 1, status: "completed" }]);
    }, WAIT);
  });

  test("ends a turn that was stopped between two attempts, and tells whoever waits for it", async () => {
    await using model = await startFleetModel({ steps: 1, command: () => ["sleep", "600"] });
    await using nats = await startNats();
    await using home = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test", leaseMs: 3_000 });
    await using other = await connectFleet({ url: nats.url, name: "other", leaseMs: 3_000 });
    const lost = await startWorker(home, nats.url);
    const begun = Promise.withResolvers<void>();
    const turn = runTurn(fleet, undefined, begun.resolve);
    await begun.promise;
    lost.process.kill("SIGKILL");
    await once(lost.process, "exit");
    const { threads } = await fleetStatus(other);
    const threadId = threads[0]?.id ?? "";
    expect(await interruptTurn(other, threadId, await currentTurnId(other, threadId))).toBe(false);
    await using _next = await startWorker(home, nats.url);
    expect((await turn).status).toBe("interrupted");
  });

  test("ends a turn completely for the client that stops it between two attempts", async () => {
    await using model = await startFleetModel({ steps: 1, command: () => ["sleep", "600"] });
    await using nats = await startNats();
    await using home = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test" });
    const lost = await startWorker(home, nats.url);
    await using thread = await FleetThread.open(fleet, { settings, isAnswered: false });
    const events: ThreadEventBody[] = [];
    const begun = Promise.withResolvers<void>();
    using _subscription = thread.subscribe({
      onEvent: (event) => {
        events.push(event);
        if (event.type === "item-started" && event.item.kind === "command") begun.resolve();
      },
    });
    await thread.start([{ type: "text", text: "go" }]);
    await begun.promise;
    lost.process.kill("SIGKILL");
    await once(lost.process, "exit");
    await thread.interrupt();
    expect(events.slice(-2)).toMatchObject([
      { type: "item-ended", item: { kind: "command", status: "interrupted" } },
      { type: "turn-ended", turn: { status: "interrupted" } },
    ]);
  });

  test("abandons a turn that has killed three workers", async () => {
    await using model = await startFleetModel({ steps: 1, command: () => ["sh", "-c", "kill -9 $PPID; sleep 5"] });
    await using nats = await startNats();
    await using home = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test", leaseMs: 3_000 });
    const turn = runTurn(fleet);
    for (let lost = 0; lost < 3; lost++) {
      const { process } = await startWorker(home, nats.url);
      if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
      expect(process.signalCode).toBe("SIGKILL");
    }
    await using _last = await startWorker(home, nats.url);
    const { status, error } = await turn;
    expect({ status, message: error?.message }).toEqual({
      status: "failed",
      message: "the turn was tried 3 times and broke off each time; the last time: the worker that ran it was lost",
    });
    await expect.poll(async () => (await fleet.manager.streams.info("CODEX_TURNS")).state.messages).toBe(0);
  });
});
