import { randomUUID } from "node:crypto";
import { headers } from "@nats-io/transport-node";
import { describe, expect, test } from "vitest";
import { followThread } from "../src/client/follow-thread.js";
import { connectFleet, type Fleet } from "../src/index.js";
import { splitWrite, WRITE_HEADER } from "../src/log/split-writes.js";
import { eventEnvelopeJson } from "../src/messages/event-envelope.js";
import { readEarlierTries } from "../src/worker/earlier-tries.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

const about = { attempt: 1, worker: "w" };
const turn = { kind: "input", status: "running", startedAt: 0 } as const;

/** Writes parts of an event to a thread's log. Returns the last sequence. */
async function write(fleet: Fleet, threadId: string, turnId: string, count?: number): Promise<number> {
  const data = eventEnvelopeJson({
    ...about,
    turnId,
    events: [{ type: "turn-started", turn: { ...turn, id: turnId } }],
  });
  let last = 0;
  for (const { payload, header } of splitWrite(data.padEnd(5_000), 1_024).slice(0, count)) {
    const fields = headers();
    fields.set(WRITE_HEADER, header);
    last = (await fleet.js.publish(`codex.event.${threadId}`, payload, { headers: fields })).seq;
  }
  return last;
}

describe.skipIf(!hasNats)("the log of a thread (skipped without nats-server)", () => {
  test("is followed to its end even if that is an incomplete write", async () => {
    await using server = await startConfiguredNats(documentedTenants);
    await using fleet = await connectFleet({
      url: `nats://127.0.0.1:${server.port}`,
      name: "test",
      nkeyFile: server.file("ACME_WORKER"),
    });
    const threadId = randomUUID();
    await write(fleet, threadId, "whole");
    const last = await write(fleet, threadId, "torn", 2);
    const [turns, done]: [string[], AbortController] = [[], new AbortController()];
    await followThread(fleet, threadId, {
      signal: done.signal,
      onEvent: (_, { turnId }) => turns.push(turnId),
      onMessage: (sequence) => sequence === last && done.abort(),
    });
    expect(turns).toEqual(["whole"]);
  });

  test("is read only from the beginning of the turn", async () => {
    await using server = await startConfiguredNats(documentedTenants);
    await using fleet = await connectFleet({
      url: `nats://127.0.0.1:${server.port}`,
      name: "test",
      nkeyFile: server.file("ACME_WORKER"),
    });
    const threadId = randomUUID();
    const { signal } = new AbortController();
    const after = await write(fleet, threadId, "a");
    expect(await readEarlierTries(fleet, { threadId, turnId: "b" }, { after, last: after, signal })).toMatchObject({
      hasStarted: false,
    });
    const last = await write(fleet, threadId, "b");
    const started = async (turnId: string, from?: number) =>
      (await readEarlierTries(fleet, { threadId, turnId }, { after: from, last, signal })).hasStarted;
    expect(await started("a")).toBe(true);
    expect(await started("a", after)).toBe(false);
    expect(await started("b", after)).toBe(true);
  });
});
