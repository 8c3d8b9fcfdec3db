import { describe, expect, test } from "vitest";
import { connectFleet, type Fleet, FleetThread, fleetStatus } from "../src/index.js";
import { openQueue } from "../src/worker/queue-consumers.js";
import { type DocumentedUser, documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

interface Server extends AsyncDisposable {
  connect(user: DocumentedUser): Promise<Fleet>;
}

/** A server with the configuration of the documentation and new keys. */
async function startTenants(): Promise<Server> {
  const server = await startConfiguredNats(documentedTenants);
  const url = `nats://127.0.0.1:${server.port}`;
  return {
    connect: (user) => connectFleet({ url, name: user, nkeyFile: server.file(user) }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const settings = { approvalPolicy: "never", sandboxPolicy: { mode: "read-only" } } as const;

describe.skipIf(!hasNats)("the server of the documentation (skipped without nats-server)", () => {
  test("separates tenants, and restricts clients", async () => {
    await using server = await startTenants();
    await using worker = await server.connect("ACME_WORKER");
    await using client = await server.connect("ACME_CLIENT");
    await using thread = await FleetThread.open(client, { settings, isAnswered: false });
    await thread.start([{ type: "text", text: "hi" }]);
    expect(await fleetStatus(client)).toMatchObject({ threads: [{ id: thread.id, status: "queued" }], workers: [] });
    expect((await fleetStatus(worker)).queue.waiting).toBe(1);
    await client.objects.putBlob({ name: "a" }, new Uint8Array([1]));
    expect([...((await client.objects.getBlob("a")) ?? [])]).toEqual([1]);

    const timeout = 500;
    await expect(client.js.publish(`codex.rollout.${thread.id}`, "forged", { timeout })).rejects.toThrow();
    await expect(client.js.publish(`codex.event.${thread.id}`, "forged", { timeout })).rejects.toThrow();
    await expect(client.leases.create(thread.id, "mine")).rejects.toThrow();
    const asWorker = openQueue(client, { labels: [] });
    await expect(asWorker).rejects.toMatchObject({ code: "refused", message: /not those of a worker/ });

    await using _other = await server.connect("GLOBEX_WORKER");
    await using stranger = await server.connect("GLOBEX_CLIENT");
    expect(await fleetStatus(stranger)).toMatchObject({ threads: [], queue: { waiting: 0 } });
    const found = FleetThread.open(stranger, { threadId: thread.id, settings, isAnswered: false });
    await expect(found).rejects.toMatchObject({ code: "thread-not-found" });
  });

  test("accepts nobody without a key", async () => {
    await using server = await startTenants();
    await using worker = await server.connect("ACME_WORKER");
    const url = `nats://${worker.connection.getServer()}`;
    await expect(connectFleet({ url, name: "nobody" })).rejects.toMatchObject({ code: "refused" });
    const inUrl = connectFleet({ url: url.replace("//", "//me:secret@"), name: "nobody" });
    await expect(inUrl).rejects.toMatchObject({ code: "settings-invalid" });
    await expect(inUrl).rejects.not.toThrow(/secret@/);
  });
});
