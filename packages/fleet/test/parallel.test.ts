import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { connectFleet, takeSnapshot } from "../src/index.js";
import { documentedTenants, hasNats, startConfiguredNats } from "./nats-conf.js";

const { signal } = new AbortController();
const CLIENTS = 8;

describe.skipIf(!hasNats)("copies of a repository (skipped without nats-server)", () => {
  test("can be taken by many clients at the same time, and leave no refs, not even those of killed clients", async () => {
    await using server = await startConfiguredNats(documentedTenants);
    const url = `nats://127.0.0.1:${server.port}`;
    await using fleet = await connectFleet({ url, name: "test", nkeyFile: server.file("ACME_WORKER") });
    using folder = new TemporaryFolder();
    const cwd = folder.at("client");
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
        cwd: folder.path,
        encoding: "utf8",
      });
    git("init", "-q", cwd);
    git("-C", cwd, "commit", "-q", "--allow-empty", "-m", "first");
    await writeFile(path.join(cwd, "changed"), "x");
    for (const ref of ["client-1-killed/x", "client-99999999999999-running/x"])
      git("-C", cwd, "update-ref", `refs/codex/fleet/${ref}`, "HEAD");
    const take = () => takeSnapshot(fleet, { cwd, codexHome: folder.path, env: process.env, signal });
    const taken = await Promise.all(Array.from({ length: CLIENTS }, take));
    expect(taken.map((each) => each?.snapshot.type)).toEqual(Array.from({ length: CLIENTS }, () => "snapshot"));
    const left = git("-C", cwd, "for-each-ref", "--format=%(refname)", "refs/codex").trim();
    expect(left).toBe("refs/codex/fleet/client-99999999999999-running/x");
  });
});
