import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { connectFleet, type Fleet, patchBetween, takeSnapshot } from "../src/index.js";
import { restoreSnapshot } from "../src/workspace/restore-snapshot.js";
import { unsavedWork } from "../src/workspace/unsaved-work.js";
import { hasNats, startConfiguredNats } from "./nats-conf.js";

interface World extends AsyncDisposable {
  readonly fleet: Fleet;
  readonly folder: string;
  readonly git: (...args: readonly string[]) => string;
}

/** A fleet, and a folder with the repository `here`, which has two commits. */
async function createWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startConfiguredNats(async () => ""));
  const fleet = stack.use(await connectFleet({ url: `nats://127.0.0.1:${server.port}`, name: "test" }));
  const folder = stack.use(new TemporaryFolder()).path;
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  const git = (...args: readonly string[]) =>
    execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  git("init", "-q", "-b", "main", "here");
  for (const text of ["one\n", "two\n"]) {
    await writeFile(path.join(folder, "here/file"), text);
    git("-C", "here", "add", "file");
    git("-C", "here", "commit", "-qm", text.trim());
  }
  const owned = stack.move();
  return { fleet, folder, git, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() };
}

describe.skipIf(!hasNats)("a snapshot (skipped without nats-server)", () => {
  const { signal } = new AbortController();
  const placeIn = ({ folder }: World) => ({ codexHome: path.join(folder, "codex"), env: process.env, signal });

  test("of a partial clone has its files, and downloads nothing", async () => {
    await using world = await createWorld();
    const { fleet, folder, git } = world;
    const [url, there] = [`file://${folder}/here`, path.join(folder, "there")];
    git("-C", "here", "config", "uploadpack.allowFilter", "true");
    git("clone", "-q", "--filter=blob:none", url, "partial");
    await writeFile(path.join(folder, "partial/new"), "new\n");
    const place = placeIn(world);
    const taken = await takeSnapshot(fleet, { ...place, cwd: path.join(folder, "partial") });
    if (taken === undefined) throw new Error("no repository");
    await restoreSnapshot(fleet, taken.snapshot, { ...place, root: there });
    expect(await readFile(path.join(there, "file"), "utf8")).toBe("two\n");
    expect(existsSync(path.join(there, "new"))).toBe(true);
  });

  test("of a broken repository fails, and says why", async () => {
    await using world = await createWorld();
    const cwd = path.join(world.folder, "here");
    const take = () => takeSnapshot(world.fleet, { ...placeIn(world), cwd });
    await writeFile(path.join(cwd, ".git/index"), "not an index");
    await expect(take()).rejects.toThrow(/could not be kept: .*index/);
    await rm(path.join(cwd, ".git"), { recursive: true });
    await writeFile(path.join(cwd, ".git"), "gitdir: /nowhere\n");
    await expect(take()).rejects.toThrow("here cannot be used: not a git repository: /nowhere");
  });

  test("that did not arrive leaves no trace of having been sent", async () => {
    await using world = await createWorld();
    const { fleet, folder, git } = world;
    const cut = async () => {
      throw new Error("the connection was cut");
    };
    const cutOff = { ...fleet, objects: { ...fleet.objects, info: fleet.objects.info.bind(fleet.objects), put: cut } };
    const [place, root] = [placeIn(world), path.join(folder, "here")];
    const take = () => takeSnapshot(cutOff, { ...place, cwd: root, isWorkspace: true });
    await expect(take()).rejects.toThrow("the connection was cut");
    expect(git("-C", "here", "for-each-ref", "refs/codex")).toBe("");
    const head = git("-C", "here", "rev-parse", "--short", "HEAD").trim();
    expect(await unsavedWork(fleet, { ...place, root })).toContain(`commit ${head}`);
  });

  test("differs from an earlier one in no file that was left out", async () => {
    await using world = await createWorld();
    const { fleet, folder, git } = world;
    const [place, here, there] = [placeIn(world), path.join(folder, "here"), path.join(folder, "there")];
    const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
    await write("here/key.pem", "committed\n");
    await write("here/.env", "committed\n");
    git("-C", "here", "add", ".");
    git("-C", "here", "commit", "-qm", "secrets");
    await write("here/.env", "the client's\n");
    const from = await takeSnapshot(fleet, { ...place, cwd: here });
    if (from === undefined) throw new Error("no repository");
    await restoreSnapshot(fleet, from.snapshot, { ...place, root: there });
    await write("there/key.pem", "the worker's\n");
    await write("there/file", "three\n");
    const to = await takeSnapshot(fleet, { ...place, cwd: there, isWorkspace: true }, from.snapshot);
    if (to === undefined) throw new Error("no repository");
    expect([from.left, to.left]).toEqual([[".env"], ["key.pem"]]);
    const patch = await patchBetween(fleet, { from: from.snapshot, to: to.snapshot }, { ...place, cwd: here });
    expect(patch.match(/^diff .*$/gm)).toEqual(["diff --git a/file b/file"]);
  });

  test("that cannot be stored or restored, as on a full disk, fails with Git's reason", async () => {
    await using world = await createWorld();
    const { fleet, folder, git } = world;
    const [place, here, there] = [placeIn(world), path.join(folder, "here"), path.join(folder, "there")];
    const take = () => takeSnapshot(fleet, { ...place, cwd: here });
    const taken = await take();
    if (taken === undefined) throw new Error("no repository");
    git("init", "-q", "there");
    await rm(path.join(there, ".git/objects"), { recursive: true });
    await mkdir(path.join(there, ".git/objects"));
    await writeFile(path.join(there, ".git/objects/pack"), "in the way");
    await expect(restoreSnapshot(fleet, taken.snapshot, { ...place, root: there })).rejects.toThrow(
      /Git could not .*: .*Not a directory/,
    );
    await writeFile(path.join(here, "file"), "three\n");
    const id = git("hash-object", "here/file");
    await writeFile(path.join(here, ".git/objects", id.slice(0, 2)), "in the way");
    await expect(take()).rejects.toThrow(/could not be kept: git failed: ./);
  });
});
