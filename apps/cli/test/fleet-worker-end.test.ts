import { once } from "node:events";
import { connectFleet } from "@codex/fleet";
import { describe, expect, test } from "vitest";
import { checkThread } from "./support/check-fleet-thread.js";
import { startCutLine } from "./support/cut-line.js";
import { createFleetWorld, runThread } from "./support/fleet-world.js";
import { hasNats, startNats } from "./support/nats.js";

const TURNS = 3;

describe.skipIf(!hasNats)("stopping a worker (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("works even if the fleet's server hangs, reports that nothing was handed over, and others continue", async () => {
    // Only the first call is still running then.
    const work = '[ "$(tail -n 1 log.txt)" != c1 ] || sleep 600';
    await using world = await createFleetWorld({ steps: 1, work, started: 0 });
    const { fleet, nats } = world;
    const worker = await world.startWorker(0);
    const begun = Promise.withResolvers<void>();
    let commands = 0;
    const turns = Array.from({ length: TURNS }, () =>
      runThread(fleet, (event) => {
        if (event.type === "item-started" && event.item.kind === "command" && ++commands === TURNS) begun.resolve();
      }),
    );
    await begun.promise;
    nats.hang();
    worker.process.kill("SIGTERM");
    expect(await once(worker.process, "exit")).toEqual([0, null]);
    expect(worker.log()).toContain("does not accept the turns that are handed over");
    await nats.kill();
    await nats.restart();
    await world.startWorker(1);
    const threads = await Promise.all(turns);
    const ran = await world.ran();
    for (const thread of threads) expect(await checkThread(fleet, thread, ran)).toBe("completed: ");
  });

  test("gives up on a server that accepts nothing any more", async () => {
    await using nats = await startNats();
    await using line = await startCutLine(nats.port);
    const fleet = await connectFleet({ url: `nats://127.0.0.1:${line.port}`, name: "test" });
    line.cut();
    // More than networks buffer.
    for (let count = 0; count < 64; count++) fleet.connection.publish("codex.delta.none", new Uint8Array(1_000_000));
    await fleet[Symbol.asyncDispose]();
    expect(fleet.isConnected).toBe(true);
  });
});
