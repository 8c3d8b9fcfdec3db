import { describe, expect, test } from "vitest";
import { connectFleet } from "../src/index.js";
import { openQueue } from "../src/worker/queue-consumers.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

const SECOND_NS = 1_000_000_000;

describe.skipIf(!hasNats)("the queue's consumers (skipped without nats-server)", () => {
  test("follow the time of leases and the latest limit, and keep a limit that nobody sets", async () => {
    await using server = await startConfiguredNats(documentedTenants);
    const url = `nats://127.0.0.1:${server.port}`;
    const connect = () => connectFleet({ url, name: "test", nkeyFile: server.file("ACME_WORKER"), leaseMs: 20_000 });
    const open = async (limit?: number) => {
      await using fleet = await connect();
      await openQueue(fleet, { labels: ["gpu"], limits: new Map(limit === undefined ? [] : [["gpu", limit]]) });
      const { config } = await fleet.manager.consumers.info("CODEX_TURNS", "turns-gpu");
      return { limit: config.max_ack_pending, seconds: (config.ack_wait ?? 0) / SECOND_NS };
    };
    expect(await open()).toEqual({ limit: -1, seconds: 20 });
    expect(await open(3)).toEqual({ limit: 3, seconds: 20 });
    await using fleet = await connect();
    const { config } = await fleet.manager.streams.info("KV_CODEX_LEASES");
    await fleet.manager.streams.update("KV_CODEX_LEASES", { ...config, max_age: 60 * SECOND_NS });
    expect(await open()).toEqual({ limit: 3, seconds: 60 });
    expect(await open(2)).toEqual({ limit: 2, seconds: 60 });
    // What earlier versions set if nobody set a limit.
    expect(await open(10_000)).toEqual({ limit: 10_000, seconds: 60 });
    expect(await open()).toEqual({ limit: -1, seconds: 60 });
  });
});
