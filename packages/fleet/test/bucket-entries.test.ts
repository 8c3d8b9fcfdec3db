import { expect, test } from "vitest";
import { entriesOf } from "../src/client/bucket-entries.js";
import { connectFleet } from "../src/index.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

test.skipIf(!hasNats)(
  "entries that change while they are read are all read (skipped without nats-server)",
  async () => {
    await using server = await startConfiguredNats(documentedTenants);
    const url = `nats://127.0.0.1:${server.port}`;
    await using fleet = await connectFleet({ url, name: "test", nkeyFile: server.file("ACME_WORKER") });
    const { threads } = fleet;
    await threads.put("still", "0");
    const stop = new AbortController();
    const changing = (async () => {
      for (let count = 0; !stop.signal.aborted; count++) await threads.put("changing", `${count}`);
    })();
    try {
      for (const _ of Array(200)) {
        const found = await entriesOf(threads, Number);
        expect(found.get("still")).toBe(0);
      }
    } finally {
      stop.abort();
      await changing;
    }
  },
);
