import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { readObject } from "../src/connection/read-object.js";
import { connectFleet } from "../src/index.js";
import { BundleStore } from "../src/workspace/bundle-store.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

const LONG = 32;
const BLOB_BYTES = 10_000;

async function startServer() {
  const server = await startConfiguredNats(documentedTenants);
  const url = `nats://127.0.0.1:${server.port}`;
  return { server, connect: () => connectFleet({ url, name: "test", nkeyFile: server.file("ACME_WORKER") }) };
}

describe.skipIf(!hasNats)("objects on the fleet (skipped without nats-server)", () => {
  test("are not waited for if the server has lost their pieces", async () => {
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

  test("are not replaced when their commit is sent again, unless pieces are missing", async () => {
    const { server, connect } = await startServer();
    await using _server = server;
    await using fleet = await connect();
    using root = new TemporaryFolder();
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
        cwd: root.path,
        encoding: "utf8",
      });
    git("init", "-q");
    git("commit", "-q", "--allow-empty", "-m", "one");
    const commit = git("rev-parse", "HEAD").trim();
    const call = {
      cwd: root.path,
      codexHome: root.at("codex"),
      env: process.env,
      signal: new AbortController().signal,
    };
    const send = () => new BundleStore(fleet, call).send(commit, { after: undefined });
    await send();
    const first = await fleet.objects.info(commit);
    await send();
    expect(await fleet.objects.info(commit)).toEqual(first);

    // Like a network failure during the upload.
    await fleet.manager.streams.purge("OBJ_CODEX_OBJECTS", { filter: "$O.CODEX_OBJECTS.C.>" });
    await Promise.all([send(), send(), send()]);
    expect((await fleet.objects.getBlob(commit))?.length).toBe(first?.size);
  });

  test("of a long thread need few downloads, and are small", async () => {
    const { server, connect } = await startServer();
    await using _server = server;
    await using fleet = await connect();
    using folder = new TemporaryFolder();
    const { signal } = new AbortController();
    const repository = (name: string) => {
      const cwd = folder.at(name);
      execFileSync("git", ["init", "-q", cwd]);
      const git = (args: readonly string[], input?: string) =>
        execFileSync("git", args, { cwd, encoding: "utf8", ...(input !== undefined && { input }) }).trim();
      return { git, store: new BundleStore(fleet, { cwd, codexHome: folder.path, env: process.env, signal }) };
    };
    const [here, there] = [repository("here"), repository("there")];
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    const head = here.git(["hash-object", "-w", "--stdin"], randomBytes(LONG * BLOB_BYTES).toString("hex"));
    let [tree, after]: [string, string | undefined] = [`100644 blob ${head}\tfile\n`, undefined];
    const base = here.git([...identity, "commit-tree", "-m", "head", here.git(["mktree"], tree)]);
    await here.store.send(base, { after });
    const { size = 0 } = (await fleet.objects.info(base)) ?? {};
    for (let count = 0; count < LONG; count++) {
      const blob = here.git(["hash-object", "-w", "--stdin"], randomBytes(BLOB_BYTES).toString("hex"));
      tree += `100644 blob ${blob}\tfile-${String(count).padStart(2, "0")}\n`;
      const commit = here.git([...identity, "commit-tree", "-m", "x", here.git(["mktree"], tree)]);
      await here.store.send(commit, { after, base });
      after = commit;
    }
    await there.store.take(after ?? "");
    expect(there.git(["ls-tree", "-r", after ?? ""])).toBe(tree.trim());
    const taken = there.git(["for-each-ref", "refs/codex/fleet/"]).split("\n");
    expect(taken.length).toBeLessThanOrEqual(Math.log2(LONG) + 2);
    const { bytes } = (await fleet.manager.streams.info("OBJ_CODEX_OBJECTS")).state;
    // Each blob is stored once for each bit of the number of later ones, with some metadata.
    expect(bytes - size).toBeLessThan(LONG * BLOB_BYTES * (Math.log2(LONG) / 2 + 2));
  });
});
