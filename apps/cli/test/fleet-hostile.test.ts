import { randomUUID } from "node:crypto";
import { mkdir, readdir, symlink } from "node:fs/promises";
import path from "node:path";
import { runGit } from "@codex/core";
import { type Fleet, restoreSnapshot, type Snapshot, takeSnapshot } from "@codex/fleet";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { eventsOf } from "./support/check-fleet-thread.js";
import { createFleetWorld, runThread } from "./support/fleet-world.js";
import { hasNats } from "./support/nats.js";

const WAIT = { timeout: 180_000 };
const { signal } = new AbortController();
const env = process.env;

/** Queues a turn as somebody would who may publish, and says whatever they like. */
async function submit(fleet: Fleet, fields: object): Promise<string> {
  const threadId = randomUUID();
  const turn = { version: 1, threadId, turnId: randomUUID(), input: [{ type: "text", text: "go" }], isAnswered: false };
  const payload = new TextEncoder().encode(JSON.stringify({ ...turn, ...fields }));
  const object = `turn-${turn.turnId}`;
  await fleet.objects.putBlob({ name: object }, payload);
  const stored = { version: 1, threadId, turnId: turn.turnId, object };
  await fleet.js.publish(`codex.turn.any.${threadId}`, JSON.stringify(stored));
  return threadId;
}

async function endOf(fleet: Fleet, threadId: string) {
  await vi.waitFor(async () => expect((await eventsOf(fleet, threadId)).at(-1)?.type).toBe("turn-ended"), WAIT);
  const last = (await eventsOf(fleet, threadId)).at(-1);
  return last?.type === "turn-ended" ? last.turn : undefined;
}

/** The snapshot of a new repository with a link to `target`. */
async function snapshotWithLink(fleet: Fleet, root: string, target: string): Promise<Snapshot> {
  const call = { cwd: root, env, signal };
  await runGit(["init", "--quiet"], call);
  await symlink(target, path.join(root, "link"));
  const taken = await takeSnapshot(fleet, { cwd: root, env, signal, codexHome: path.join(root, ".git") });
  if (taken === undefined) throw new Error("no repository");
  return taken.snapshot;
}

describe.skipIf(!hasNats)("a fleet with a hostile client (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("ends turns whose fields are too long or name files of the worker, and continues", async () => {
    await using world = await createFleetWorld({ steps: 0, work: "true", started: 1 });
    const { fleet } = world;
    const long = "x".repeat(2_000_000);
    const image = { input: [{ type: "local-image", path: "/etc/passwd" }] };
    for (const fields of [{ originator: long }, { model: long }, { clientFolder: long }, image]) {
      const end = await endOf(fleet, await submit(fleet, fields));
      expect(end).toMatchObject({ status: "failed", error: { code: "request-invalid" } });
    }
    const end = await endOf(fleet, await submit(fleet, { originator: "a\r\nauthorization: none" }));
    expect(end).toMatchObject({ status: "completed" });
    await runThread(fleet, () => {});
  });

  test("does not work outside of the workspace, wherever a link in it leads", async () => {
    await using world = await createFleetWorld({ steps: 1, work: "true", started: 1 });
    const { fleet } = world;
    using folder = new TemporaryFolder();
    const [root, outside] = [folder.at("root"), folder.at("outside")];
    await mkdir(root);
    await mkdir(outside);
    const snapshot = await snapshotWithLink(fleet, root, outside);
    for (const place of ["link", "link/new"]) {
      const workspace = { ...snapshot, folder: place };
      const end = await endOf(fleet, await submit(fleet, { workspace, sandboxMode: "danger-full-access" }));
      expect(end?.error?.message).toContain(`${place} is not a folder inside the workspace`);
    }
    expect(await readdir(outside)).toEqual([]);
  });

  test("takes no endless chain of commits, and no description that is not one", async () => {
    await using world = await createFleetWorld({ steps: 0, work: "true", started: 0 });
    const { fleet } = world;
    using root = new TemporaryFolder();
    const [one, other] = ["1".repeat(40), "2".repeat(40)];
    const put = (name: string, requires: string) =>
      fleet.objects.put({ name, metadata: { requires, number: "-1" } }, new Blob(["no bundle"]).stream());
    const snapshot = (checkpoint: string): Snapshot => ({ type: "snapshot", checkpoint, folder: "" });
    await put(one, other);
    await put(other, one);
    const restoring = restoreSnapshot(fleet, snapshot(one), {
      root: root.path,
      env,
      signal,
      codexHome: root.at(".git"),
    });
    await expect(restoring).rejects.toMatchObject({ code: "workspace-unusable", message: /too many/ });
    await put(other, "--all");
    const strange = restoreSnapshot(fleet, snapshot(one), { root: root.path, env, signal, codexHome: root.at(".git") });
    await expect(strange).rejects.toMatchObject({ code: "workspace-unusable", message: /description/ });
  });
});
