import { execFileSync } from "node:child_process";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { connectFleet, restoreSnapshot, takeSnapshot } from "../src/index.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

const { signal } = new AbortController();

function repository(cwd: string) {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd,
      encoding: "utf8",
    }).trim();
  const commit = (name: string) => git("commit", "-q", "--allow-empty", "-m", name);
  return { cwd, git, commit };
}

describe.skipIf(!hasNats)("a copy of a repository (skipped without nats-server)", () => {
  test("includes the default branch, moves the branches of a thread with it, and names the repositories inside", async () => {
    await using server = await startConfiguredNats(documentedTenants);
    const url = `nats://127.0.0.1:${server.port}`;
    await using fleet = await connectFleet({ url, name: "test", nkeyFile: server.file("ACME_WORKER") });
    using folder = new TemporaryFolder();
    const about = (root: string) => ({ root, cwd: root, codexHome: folder.path, env: process.env, signal });
    execFileSync("git", ["init", "-q", "-b", "main", folder.at("client")]);
    const client = repository(folder.at("client"));
    client.commit("first");
    client.git("branch", "private");
    client.git("switch", "-q", "-c", "topic");
    client.commit("on the topic");
    client.git("switch", "-q", "main");
    client.commit("behind the topic's back");
    client.git("update-ref", "refs/remotes/origin/main", "main~1");
    client.git("switch", "-q", "topic");
    for (const name of ["inner", "sub"]) {
      execFileSync("git", ["init", "-q", path.join(client.cwd, name)]);
      repository(path.join(client.cwd, name)).commit("of its own");
    }
    client.git("add", "sub");
    client.commit("a submodule");
    const first = await takeSnapshot(fleet, about(client.cwd));
    if (first === undefined) throw new Error("no repository");
    expect(first.left).toEqual(["inner/", "sub/"]);

    const worker = repository(folder.at("worker"));
    await restoreSnapshot(fleet, first.snapshot, about(worker.cwd));
    expect(worker.git("log", "--format=%s", "topic..main")).toBe("behind the topic's back");
    expect(worker.git("log", "--format=%s", "origin/main..topic")).toBe("a submodule\non the topic");
    expect(worker.git("branch", "--format=%(refname:short)").split("\n")).toEqual(["main", "topic"]);

    worker.git("switch", "-q", "-c", "fix");
    worker.commit("a fix");
    worker.git("switch", "-q", "topic");
    execFileSync("git", ["init", "-q", path.join(worker.cwd, "inner")]);
    const taken = await takeSnapshot(fleet, { ...about(worker.cwd), isWorkspace: true }, first.snapshot);
    if (taken === undefined) throw new Error("no repository");
    expect(taken.left).toEqual(["inner/"]);
    expect(await takeSnapshot(fleet, { ...about(worker.cwd), isWorkspace: true }, taken.snapshot)).toEqual(taken);

    const next = repository(folder.at("next"));
    await restoreSnapshot(fleet, taken.snapshot, about(next.cwd));
    expect(next.git("log", "--format=%s", "topic..fix")).toBe("a fix");
    expect(next.git("rev-parse", "main")).toBe(client.git("rev-parse", "main"));
  });

  test("can be of a repository with SHA-256", async () => {
    await using server = await startConfiguredNats(documentedTenants);
    const url = `nats://127.0.0.1:${server.port}`;
    await using fleet = await connectFleet({ url, name: "test", nkeyFile: server.file("ACME_WORKER") });
    using folder = new TemporaryFolder();
    const about = (root: string) => ({ root, cwd: root, codexHome: folder.path, env: process.env, signal });
    execFileSync("git", ["init", "-q", "--object-format=sha256", folder.at("client")]);
    const client = repository(folder.at("client"));
    client.commit("first");
    const taken = await takeSnapshot(fleet, about(client.cwd));
    if (taken === undefined) throw new Error("no repository");
    const worker = repository(folder.at("worker"));
    await restoreSnapshot(fleet, taken.snapshot, about(worker.cwd));
    expect(worker.git("log", "--format=%s")).toBe("first");
  });
});
