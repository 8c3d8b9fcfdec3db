import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { JsMsg } from "@nats-io/jetstream";
import { describe, expect, test, vi } from "vitest";
import { connectFleet } from "../src/index.js";
import { WaitingTurns } from "../src/worker/waiting-turns.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

/** Short enough to be held by a worker. */
const PAUSE_MS = 2_000;
const LIMIT_MS = 100_000;

describe.skipIf(!hasNats)("turns that wait for an earlier one (skipped without nats-server)", () => {
  test("go back to the queue one by one as turns of their thread end on any worker, and all when the worker stops", async () => {
    await using server = await startConfiguredNats(documentedTenants);
    const settings = { url: `nats://127.0.0.1:${server.port}`, nkeyFile: server.file("ACME_WORKER") };
    await using here = await connectFleet({ ...settings, name: "here" });
    await using elsewhere = await connectFleet({ ...settings, name: "elsewhere" });
    const stop = new AbortController();
    const waiting = new WaitingTurns(here, stop.signal);
    const others = new WaitingTurns(elsewhere, stop.signal);
    const [thread, other] = [randomUUID(), randomUUID()];
    const given: string[] = [];
    let changed = Promise.withResolvers<void>();
    const turn = (name: string, seq: number) =>
      ({
        seq,
        nak: (pauseMs?: number) => {
          given.push(pauseMs === undefined ? name : `${name} after ${pauseMs}`);
          changed.resolve();
        },
      }) as JsMsg;
    const next = async () => {
      // A time limit that is not faked.
      await Promise.race([changed.promise, once(AbortSignal.timeout(LIMIT_MS), "abort")]);
      changed = Promise.withResolvers();
    };
    // The other worker sees what this one subscribes to.
    await here.connection.flush();
    // No pause ends by itself.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    // Before the connections and the server end, which takes timers.
    using _ = { [Symbol.dispose]: () => void vi.useRealTimers() };
    waiting.giveBack(turn("third", 9), thread, PAUSE_MS);
    waiting.giveBack(turn("second", 7), thread, PAUSE_MS);
    waiting.giveBack(turn("stranger", 8), other, PAUSE_MS);
    others.turnEnded(thread);
    await next();
    expect(given).toEqual(["second"]);
    waiting.turnEnded(thread);
    await next();
    expect(given).toEqual(["second", "third"]);
    waiting.turnEnded(thread);
    waiting.giveBack(turn("far behind", 99), thread, 60_000);
    expect(given.at(-1)).toBe("far behind after 60000");
    stop.abort();
    waiting.giveBack(turn("late", 10), thread, 5);
    expect(given.slice(3)).toEqual(["stranger", "late after 5"]);
  });
});
