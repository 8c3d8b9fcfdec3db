import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { lutimesSync, readdirSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { connectFleet } from "@codex/fleet";
import { describe, expect, test, vi } from "vitest";
import { startFleetModel } from "./support/fleet-model.js";
import { startWorker } from "./support/fleet-worker.js";
import { runThread } from "./support/fleet-world.js";
import { hasNats, startNats } from "./support/nats.js";
import { createWorkspace } from "./support/workspace.js";

const WAIT = { timeout: 180_000 };
const OLD = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000);

/** As if unused for days. */
function growOld(file: string): void {
  for (const name of readdirSync(file, { recursive: true, encoding: "utf8" }))
    lutimesSync(path.join(file, name), OLD, OLD);
  lutimesSync(file, OLD, OLD);
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
}

describe.skipIf(!hasNats)("workspaces of a worker (skipped without nats-server)", { timeout: 600_000 }, () => {
  test("are deleted when unused for long, except for what exists nowhere else", async () => {
    await using model = await startFleetModel({ steps: 1, command: () => ["sh", "-c", "echo made > made.txt"] });
    await using nats = await startNats();
    await using home = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test" });
    const before = await startWorker(home, nats.url);
    const threads: string[] = [];
    for (let count = 0; count < 8; count++) threads.push(await runThread(fleet, () => {}));
    await before[Symbol.asyncDispose]();
    const workspaces = path.join(home.codexHome, "fleet", "workspaces");
    const of = (thread: string | undefined) => path.join(workspaces, thread ?? "");
    const [kept, fresh, changed, secret, committed, nested, leased, ignored] = threads;
    const gone = randomUUID();
    await mkdir(of(gone));
    await writeFile(path.join(of(gone), "a.txt"), "a\n");
    await writeFile(path.join(of(changed), "more.txt"), "more\n");
    await writeFile(path.join(of(secret), ".env"), "TOKEN=1\n");
    git(of(committed), "add", "--all");
    git(of(committed), "commit", "--quiet", "-m", "only here");
    git(of(nested), "init", "--quiet", "inner");
    await writeFile(path.join(of(nested), "inner/inner.txt"), "inner\n");
    await mkdir(path.join(of(ignored), ".git/info"));
    await writeFile(path.join(of(ignored), ".git/info/exclude"), "*.o\n");
    await writeFile(path.join(of(ignored), "a.o"), "object\n");
    await mkdir(path.join(home.codexHome, "fleet/rollouts"), { recursive: true });
    const copy = path.join(home.codexHome, "fleet/rollouts", `${kept}.${randomUUID()}.jsonl`);
    await writeFile(copy, "");
    for (const thread of [...threads, gone]) if (thread !== fresh) growOld(of(thread));
    lutimesSync(copy, OLD, OLD);
    await fleet.leases.create(leased ?? "", "somebody else");

    await using worker = await startWorker(home, nats.url, "--keep-workspaces", "2");
    const staying = [changed, secret, committed, nested];
    await vi.waitFor(() => {
      expect(worker.log()).toContain(
        "workspaces that were removed, unused for long: 2; the fleet has what was in them",
      );
    }, WAIT);
    const left = await readdir(workspaces);
    expect(left.toSorted()).toEqual([...staying, fresh, leased].toSorted());
    expect(worker.log()).toContain(`${of(gone)}, unused for long, was removed; the fleet has its thread no more`);
    expect(worker.log()).toContain(`${of(changed)}, unused for long, stays: nobody else has more.txt.`);
    expect(worker.log()).toContain(`${of(secret)}, unused for long, stays: nobody else has .env.`);
    expect(worker.log()).toMatch(new RegExp(`${of(committed)}, unused for long, stays: nobody else has .*commit`));
    expect(worker.log()).toContain(`${of(nested)}, unused for long, stays: nobody else has inner/.`);
    expect(await readdir(path.dirname(copy))).toEqual([]);
  });
});
