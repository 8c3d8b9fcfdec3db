import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { readObject } from "../src/connection/read-object.js";
import { connectFleet } from "../src/index.js";
import { BundleStore } from "../src/workspace/bundle-store.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

async function startServer() {
  const server = await startConfiguredNats(documentedTenants);
  const url = `nats://127.0.0.1:${server.port}`;
  return { server, connect: () => connectFleet({ url, name: "test", nkeyFile: server.file("ACME_WORKER") }) };
}

describe.skipIf(!hasNats)("objects on the fleet (skipped without nats-server)", () => {
  test("whose pieces the server has no more are not waited for", async () => {
    const { server, connect } = await startServer();
    await using _server = server;
    await using fleet = await connect();
    await fleet.objects.putBlob({ name: "a" }, Buffer.from("what it says"));
    const contentOfA = async (limitMs?: number) => {
      const pieces = await readObject(fleet.objects, "a", limitMs);
      return pieces === undefined ? undefined : text(pieces);
    };
    expect(await contentOfA()).toBe("what it says");
    expect(await readObject(fleet.objects, "b")).toBeUndefined();

    await fleet.manager.streams.purge("OBJ_CODEX_OBJECTS", { filter: "$O.CODEX_OBJECTS.C.>" });
    await expect(contentOfA(50)).rejects.toMatchObject({ code: "unreachable" });
  });

  test("that hold a commit stay as they are when it is sent again, unless pieces are missing", async () => {
    const { server, connect } = await startServer();
    await using _server = server;
    await using fleet = await connect();
    const root = await mkdtemp(path.join(tmpdir(), "codex-objects-"));
    try {
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
          cwd: root,
          encoding: "utf8",
        });
      git("init", "-q");
      git("commit", "-q", "--allow-empty", "-m", "one");
      const commit = git("rev-parse", "HEAD").trim();
      const call = { cwd: root, env: process.env, signal: new AbortController().signal };
      const send = () => new BundleStore(fleet, call).send(commit, { requires: undefined });
      await send();
      const first = await fleet.objects.info(commit);
      await send();
      expect(await fleet.objects.info(commit)).toEqual(first);

      // As when the network is cut while it is sent.
      await fleet.manager.streams.purge("OBJ_CODEX_OBJECTS", { filter: "$O.CODEX_OBJECTS.C.>" });
      await Promise.all([send(), send(), send()]);
      expect((await fleet.objects.getBlob(commit))?.length).toBe(first?.size);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
