import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkpointRef, readCheckpoint } from "./create-checkpoint.js";
import { shareCheckpoint } from "./shared-checkpoint.js";

let folder: TemporaryFolder;
let cwd: string;
let codexHome: string;
beforeEach(() => {
  folder = new TemporaryFolder();
  [cwd, codexHome] = [folder.at("work"), folder.at("home")];
  for (const path of [cwd, codexHome]) mkdirSync(path);
  git("init", "-q");
  writeFileSync(path.join(cwd, "file"), "one\n");
});
afterEach(() => folder[Symbol.dispose]());

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

const refOf = (name: number | string) => checkpointRef("thread", String(name));
const place = (signal = new AbortController().signal) => ({
  cwd,
  codexHome,
  env: { PATH: process.env["PATH"], HOME: cwd },
  signal,
});
const share = (name: number | string, signal?: AbortSignal) => shareCheckpoint(place(signal), refOf(name));

it("concurrent requests share one checkpoint, each with its own ref; a later request gets a new one", async () => {
  const asked = Array.from({ length: 40 }, (_, index) => share(index));
  // They were requested before the change, this one after it.
  await asked[0];
  writeFileSync(path.join(cwd, "file"), "two\n");
  const later = await share("later");
  const commits = new Set((await Promise.all(asked)).map((made) => made?.commit));
  expect(commits.size).toBe(1);
  expect(git("show", `${refOf("later")}:raw/file`)).toBe("two\n");
  for (let index = 0; index < 40; index++) {
    expect(await readCheckpoint(place(), refOf(index))).toMatchObject({ commit: [...commits][0] });
  }
  expect(later?.commit).not.toBe([...commits][0]);
});

it("a request during a checkpoint starts another one after it", async () => {
  const first = share("first");
  // By now the first has started, whatever it has read so far.
  await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(path.join(cwd, "file"), "two\n");
  await Promise.all([first, share("second"), share("third")]);
  expect(git("show", `${refOf("second")}:raw/file`)).toBe("two\n");
  expect(git("rev-parse", refOf("third"))).toBe(git("rev-parse", refOf("second")));
});

it("cancelling one request affects neither the others nor later ones", async () => {
  const stop = new AbortController();
  const [given, kept] = [share("given", stop.signal), share("kept")];
  stop.abort(new Error("stopped"));
  await expect(given).rejects.toThrow("stopped");
  expect((await kept)?.commit).toBe(git("rev-parse", refOf("kept")).trim());
  const alone = new AbortController();
  const waiting = share("alone", alone.signal);
  alone.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
  expect((await share("next"))?.commit).toBe(git("rev-parse", refOf("next")).trim());
});

it("an empty checkpoint is shared too, also in a SHA-256 repository", async () => {
  rmSync(path.join(cwd, ".git"), { recursive: true });
  git("init", "-q", "--object-format=sha256");
  rmSync(path.join(cwd, "file"));
  const made = await share("empty");
  expect(made?.commit).toHaveLength(64);
  expect(git("ls-tree", "-r", refOf("empty"))).toBe("");
  git("fsck", "--strict");
});
