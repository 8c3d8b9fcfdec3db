import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { becomeSomebody, isRoot, SOMEBODY } from "../../test/support/become-somebody.js";
import { CHECKPOINTS, type Checkpoint, checkpointRef, createCheckpoint, readCheckpoint } from "./create-checkpoint.js";
import { MAX_KEPT_BYTES } from "./dirty-files.js";
import { deleteCheckpoints, pruneCheckpoints } from "./prune-checkpoints.js";
import { restoreCheckpoint } from "./restore-checkpoint.js";

let root: TemporaryFolder;
let cwd: string;
beforeEach(() => {
  root = new TemporaryFolder();
  cwd = root.at("repository");
  mkdirSync(cwd);
  git("init", "-q", "-b", "main");
  put("tracked.txt", "one\n");
  put("run.sh", "#!/bin/sh\n");
  chmodSync(path.join(cwd, "run.sh"), 0o755);
  put(".gitignore", "ignored/\n");
  git("add", "-A");
  git("commit", "-qm", "first");
});
afterEach(() => root[Symbol.dispose]());

function git(...args: string[]): string {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@localhost"];
  return execFileSync("git", [...identity, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function put(name: string, text: string | Buffer): void {
  mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  writeFileSync(path.join(cwd, name), text);
}

const text = (name: string) => readFileSync(path.join(cwd, name), "utf8");
const place = () => ({
  cwd,
  codexHome: root.at("codex"),
  env: { PATH: process.env["PATH"], HOME: root.path },
  signal: new AbortController().signal,
});
const keep = async (name: string) => {
  const checkpoint = await createCheckpoint(place(), [checkpointRef("thread", name)]);
  if (checkpoint === undefined) throw new Error("no repository");
  return checkpoint;
};
const back = async (to: Checkpoint, roots = [cwd]) => restoreCheckpoint(to, await keep("now"), { ...place(), roots });

it("keeps a file that changed at the same size and in the same second as the index", async () => {
  const now = new Date(Math.floor(Date.now() / 1000 - 60) * 1000);
  for (const name of ["tracked.txt", "run.sh", ".gitignore"]) utimesSync(path.join(cwd, name), now, now);
  git("update-index", "--refresh");
  writeFileSync(path.join(cwd, "tracked.txt"), "two\n");
  utimesSync(path.join(cwd, "tracked.txt"), now, now);
  utimesSync(path.join(cwd, ".git/index"), now, now);
  const { commit } = await keep("one");
  expect(git("show", `${commit}:raw/tracked.txt`)).toBe("two\n");
});

it("says in Git's words why nothing could be stored", async () => {
  put("tracked.txt", "more\n");
  put(`.git/objects/${git("hash-object", "tracked.txt").slice(0, 2)}`, "in the way");
  await expect(keep("one")).rejects.toThrow(/git failed: .*: Not a directory/);
});

it("writes nothing in the temporary folder, where commands could replace it by a link, and leaves nothing", async () => {
  vi.stubEnv("TMPDIR", root.at("missing"));
  try {
    put("tracked.txt", "two\n");
    await keep("a");
  } finally {
    vi.unstubAllEnvs();
  }
  expect(readdirSync(root.at("codex", "scratch"))).toEqual([]);
});

it("restores changed, deleted, created, moved and newly executable files, and nothing else", async () => {
  put("tracked.txt", "two, not committed\n");
  put("new/untracked.txt", "mine\n");
  put("binary", Buffer.from([0, 255, 10, 13, 0]));
  symlinkSync("tracked.txt", path.join(cwd, "link"));
  git("add", "binary");
  const [status, head] = [git("status", "--porcelain"), git("rev-parse", "HEAD")];
  const before = await keep("before");

  put("tracked.txt", "three\n");
  rmSync(path.join(cwd, "run.sh"));
  rmSync(path.join(cwd, "new"), { recursive: true });
  rmSync(path.join(cwd, "link"));
  put("binary", "no longer");
  put("made/by/agent.txt", "x\n");
  put("ignored/build.txt", "built\n");
  const result = await back(before);

  expect([...result.restored].sort()).toEqual(["binary", "link", "new/untracked.txt", "run.sh", "tracked.txt"]);
  expect(result.deleted).toEqual(["made/by/agent.txt"]);
  expect(text("tracked.txt")).toBe("two, not committed\n");
  expect(text("new/untracked.txt")).toBe("mine\n");
  expect(readFileSync(path.join(cwd, "binary"))).toEqual(Buffer.from([0, 255, 10, 13, 0]));
  expect(readlinkSync(path.join(cwd, "link"))).toBe("tracked.txt");
  expect(lstatSync(path.join(cwd, "run.sh")).mode & 0o111).toBe(0o111);
  expect(existsSync(path.join(cwd, "made"))).toBe(false);
  expect(text("ignored/build.txt")).toBe("built\n");
  expect([git("status", "--porcelain"), git("rev-parse", "HEAD")]).toEqual([status, head]);
});

it("leaves no trace in branches, index, stash and configuration, and can be found by its name", async () => {
  const config = text(".git/config");
  const index = readFileSync(path.join(cwd, ".git/index"));
  put("tracked.txt", "two\n");
  const made = await keep("a");
  expect(text(".git/config")).toBe(config);
  expect(readFileSync(path.join(cwd, ".git/index"))).toEqual(index);
  expect(git("branch", "--all").trim()).toBe("* main");
  expect(git("stash", "list")).toBe("");
  expect(await readCheckpoint(place(), checkpointRef("thread", "a"))).toEqual({ commit: made.commit, left: [] });
  expect(await readCheckpoint(place(), checkpointRef("thread", "b"))).toBeUndefined();
});

it("undoes an undo", async () => {
  const before = await keep("before");
  put("tracked.txt", "agent\n");
  put("made.txt", "x\n");
  const after = await keep("after");
  await back(before);
  expect(text("tracked.txt")).toBe("one\n");
  await back(after);
  expect([text("tracked.txt"), text("made.txt")]).toEqual(["agent\n", "x\n"]);
});

it("names large files and never changes them", async () => {
  put("large.bin", Buffer.alloc(MAX_KEPT_BYTES + 1));
  const before = await keep("before");
  expect(before.left).toEqual(["large.bin"]);
  put("large.bin", "small now\n");
  const result = await back(before);
  expect(result.skipped).toMatchObject([{ path: "large.bin" }]);
  expect(text("large.bin")).toBe("small now\n");
});

it("leaves out and names what cannot be read, takes it for neither changed nor deleted, and keeps the rest", async () => {
  put("locked/kept.txt", "one\n");
  git("add", "-A");
  put("secret.txt", "untracked\n");
  put("tracked.txt", "two\n");
  put("run.sh", "changed\n");
  for (const name of ["secret.txt", "run.sh", "locked"]) chmodSync(path.join(cwd, name), 0);
  if (isRoot) execFileSync("chown", ["-R", `${SOMEBODY}`, root.path]);
  using _ = becomeSomebody();
  const before = await keep("before");
  expect([...before.left].sort()).toEqual(["locked/kept.txt", "run.sh", "secret.txt"]);
  put("tracked.txt", "three\n");
  chmodSync(path.join(cwd, "locked"), 0o755);
  const result = await back(before);
  expect(result.restored).toEqual(["tracked.txt"]);
  expect(text("locked/kept.txt")).toBe("one\n");
});

it("stores many files in one pack, reuses it for the next checkpoint, and leaves no other files behind", async () => {
  const names = Array.from({ length: 150 }, (_, index) => `many/${index}.txt`);
  for (const name of names) put(name, `of ${name}\n`);
  const objects = path.join(cwd, ".git/objects");
  const before = await keep("before");
  const packs = () => readdirSync(path.join(objects, "pack")).filter((name) => name.endsWith(".pack"));
  expect(packs()).toHaveLength(1);
  expect(readdirSync(objects).filter((name) => name.startsWith("tmp_"))).toEqual([]);
  await keep("same");
  expect(packs()).toHaveLength(1);
  rmSync(path.join(cwd, "many"), { recursive: true });
  const result = await back(before);
  expect(result.restored).toHaveLength(150);
  expect(names.map(text)).toEqual(names.map((name) => `of ${name}\n`));
  expect(git("fsck", "--strict")).toBe("");
});

it("stores nothing if too much differs from Git's state", async () => {
  const id = git("rev-parse", ":tracked.txt").trim();
  const input = Array.from({ length: 20_001 }, (_, index) => `100644 ${id}\tgone/${index}\n`).join("");
  execFileSync("git", ["update-index", "--index-info"], { cwd, input });
  await expect(keep("before")).rejects.toMatchObject({
    message:
      "the state of the working tree could not be kept: 20001 files are not as Git has them; does .gitignore lack what was installed?",
  });
  const all = await createCheckpoint({ ...place(), isUnlimited: true }, [checkpointRef("t", "all")]);
  expect(all?.left).toEqual([]);
});

it("changes nothing outside of the roots or through a link", async () => {
  put("inside/a.txt", "a\n");
  put("folder/b.txt", "b\n");
  const before = await keep("before");
  put("tracked.txt", "changed outside of the root\n");
  put("inside/a.txt", "changed\n");
  const elsewhere = root.at("elsewhere");
  mkdirSync(elsewhere);
  rmSync(path.join(cwd, "folder"), { recursive: true });
  symlinkSync(elsewhere, path.join(cwd, "folder"));
  const result = await back(before, [path.join(cwd, "inside")]);
  expect(result.restored).toEqual(["inside/a.txt"]);
  expect(text("tracked.txt")).toBe("changed outside of the root\n");
  expect(existsSync(path.join(elsewhere, "b.txt"))).toBe(false);
  await back(before);
  expect(existsSync(path.join(elsewhere, "b.txt"))).toBe(false);
});

/** A checkpoint such as a command could make: `raw` contains these files. */
async function forged(files: Readonly<Record<string, string>>) {
  const treeOf = (entries: Readonly<Record<string, string>>): string => {
    const folders = Map.groupBy(Object.keys(entries), (name) => name.split("/", 1)[0] ?? "");
    const lines = [...folders].map(([name, names]) => {
      if (name in entries)
        return `100755 blob ${gitWith(entries[name] ?? "", "hash-object", "-w", "--stdin")}\t${name}`;
      const inside = names.map((long) => [long.slice(name.length + 1), entries[long] ?? ""]);
      return `040000 tree ${treeOf(Object.fromEntries(inside))}\t${name}`;
    });
    return gitWith(lines.map((line) => `${line}\n`).join(""), "mktree");
  };
  const tree = gitWith(`040000 tree ${treeOf({})}\tbase\n040000 tree ${treeOf(files)}\traw\n`, "mktree");
  git("update-ref", checkpointRef("thread", "forged"), gitWith('{"left":[]}', "commit-tree", tree));
  const checkpoint = await readCheckpoint(place(), checkpointRef("thread", "forged"));
  if (checkpoint === undefined) throw new Error("it was made just now");
  return checkpoint;
}

const gitWith = (input: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@localhost", ...args], { cwd, input })
    .toString()
    .trim();

it("never writes a repository's own files, whatever a checkpoint contains", async () => {
  git("init", "-q", "vendor");
  const evil = [".git/hooks/pre-commit", "vendor/.GIT/hooks/pre-commit", "vendor/.git/config", "new/git~1/config"];
  const files = Object.fromEntries([...evil, "plain.txt"].map((name) => [name, "touch PWN\n"]));
  const result = await back(await forged(files));
  expect(result.restored).toEqual(["plain.txt"]);
  expect(result.skipped.map(({ path: name }) => name).sort()).toEqual([...evil].sort());
  expect(evil.filter((name) => existsSync(path.join(cwd, name)))).toEqual(["vendor/.git/config"]);
  expect(text("vendor/.git/config")).not.toContain("PWN");
});

it("writes only files that may be written", async () => {
  const to = await forged({ ".codex/config.toml": "x\n", "plain.txt": "x\n" });
  const limits = { roots: [cwd], mayWrite: (file: string) => !file.includes("/.codex/") };
  const result = await restoreCheckpoint(to, await keep("now"), { ...place(), ...limits });
  expect(result.skipped).toMatchObject([{ path: ".codex/config.toml" }]);
  expect(result.restored).toContain("plain.txt");
  expect(existsSync(path.join(cwd, ".codex"))).toBe(false);
});

it("replaces a folder by the earlier file, unless other files are in it", async () => {
  put("a", "file\n");
  put("b", "file\n");
  const before = await keep("before");
  for (const name of ["a", "b"]) rmSync(path.join(cwd, name));
  put("a/made.txt", "x\n");
  put("b/ignored/built.txt", "mine\n");
  const result = await back(before);
  expect(text("a")).toBe("file\n");
  expect(result.skipped).toMatchObject([{ path: "b" }]);
  expect(text("b/ignored/built.txt")).toBe("mine\n");
});

it("replaces a file by the earlier folder with its files", async () => {
  put("folder/a.txt", "a\n");
  const before = await keep("before");
  rmSync(path.join(cwd, "folder"), { recursive: true });
  put("folder", "file\n");
  await back(before);
  expect(text("folder/a.txt")).toBe("a\n");
});

it("keeps a folder that has replaced a file or a link", async () => {
  symlinkSync("tracked.txt", path.join(cwd, "link"));
  git("add", "link");
  for (const name of ["link", "tracked.txt"]) {
    rmSync(path.join(cwd, name));
    put(`${name}/inside.txt`, "inside\n");
  }
  const replaced = await keep("replaced");
  for (const name of ["link", "tracked.txt"]) rmSync(path.join(cwd, name), { recursive: true });
  put("tracked.txt", "one\n");
  await back(replaced);
  expect([text("link/inside.txt"), text("tracked.txt/inside.txt")]).toEqual(["inside\n", "inside\n"]);
});

it("names files whose names are not UTF-8, and restores links to such names", async () => {
  const odd = Buffer.from([0x66, 0xff]);
  const link = path.join(cwd, "link");
  symlinkSync(odd, link);
  writeFileSync(Buffer.concat([Buffer.from(`${cwd}/`), odd]), "mine\n");
  const before = await keep("before");
  expect(before.left).toEqual(["f\uFFFD"]);
  rmSync(link);
  await back(before);
  expect(readlinkSync(link, { encoding: "buffer" })).toEqual(odd);
});

it("stores the other files if one is removed meanwhile", async () => {
  put("removed.txt", "one\n");
  put("other.txt", "two\n");
  const isLeft = (name: string) => {
    if (name === "removed.txt") rmSync(path.join(cwd, name));
    return false;
  };
  const ref = checkpointRef("thread", "meanwhile");
  expect(await createCheckpoint({ ...place(), isLeft }, [ref])).toMatchObject({ left: [] });
  expect(git("ls-tree", "--name-only", `${ref}:raw`)).toBe("other.txt\n");
});

it.each([
  [0, 5],
  [61_000, 1],
])("gives up if a file changes at every attempt, each of which takes %s ms", async (ms, expected) => {
  put("other.txt", "two\n");
  const file = path.join(cwd, "other.txt");
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  let attempts = 0;
  const isLeft = (name: string) => {
    if (name !== "other.txt") return false;
    clock.mockReturnValue(++attempts * ms);
    const isLink = lstatSync(file).isSymbolicLink();
    rmSync(file);
    if (isLink) writeFileSync(file, "two\n");
    else symlinkSync("tracked.txt", file);
    return false;
  };
  try {
    await expect(createCheckpoint({ ...place(), isLeft }, [checkpointRef("thread", "changing")])).rejects.toThrow();
    expect(attempts).toBe(expected);
  } finally {
    clock.mockRestore();
  }
});

it("works in a repository with SHA-256", async () => {
  rmSync(path.join(cwd, ".git"), { recursive: true });
  git("init", "-q", "--object-format=sha256");
  git("add", "-A");
  git("commit", "-qm", "first");
  rmSync(path.join(cwd, "run.sh"));
  put("tracked.txt", "two\n");
  const before = await keep("before");
  put("run.sh", "made\n");
  put("tracked.txt", "three\n");
  const { restored, deleted } = await back(before);
  expect([restored, deleted, text("tracked.txt")]).toEqual([["tracked.txt"], ["run.sh"], "two\n"]);
});

it("runs no filter or hook of the repository, and preserves line endings", async () => {
  put(".gitattributes", "*.txt filter=evil text=auto\n");
  git("config", "filter.evil.clean", `touch ${root.path}/PWN; cat`);
  git("config", "filter.evil.smudge", `touch ${root.path}/PWN; cat`);
  git("config", "core.fsmonitor", `touch ${root.path}/PWN`);
  put("tracked.txt", "dos\r\n");
  put("new.txt", "dos\r\n");
  const before = await keep("before");
  put("tracked.txt", "x\n");
  rmSync(path.join(cwd, "new.txt"));
  await back(before);
  expect([text("tracked.txt"), text("new.txt")]).toEqual(["dos\r\n", "dos\r\n"]);
  expect(existsSync(root.at("PWN"))).toBe(false);
});

it.each([
  ".git/objects",
  ".git/objects/pack",
  ".git/refs",
  ".git/refs/codex",
  ".git/refs/codex/fleet",
  ".git/refs/codex/checkpoints/thread",
])("stores nothing where a link in place of %s leads", async (name) => {
  await keep("first");
  const outside = root.at("outside");
  mkdirSync(outside);
  mkdirSync(path.join(cwd, name), { recursive: true });
  renameSync(path.join(cwd, name), root.at("aside"));
  symlinkSync(outside, path.join(cwd, name));
  put("tracked.txt", "two\n");
  await expect(keep("second")).rejects.toThrow(/git failed|leads out/);
  expect(readdirSync(outside)).toEqual([]);
});

it("works where objects are those of another repository", async () => {
  renameSync(path.join(cwd, ".git/objects"), root.at("objects"));
  symlinkSync("../../objects", path.join(cwd, ".git/objects"));
  put("tracked.txt", "two\n");
  const first = await keep("first");
  expect(git("show", `${first?.commit}:raw/tracked.txt`)).toBe("two\n");
});

it("works before the first commit, during a merge conflict, and not at all outside a repository", async () => {
  git("checkout", "-qb", "other");
  put("tracked.txt", "other\n");
  git("commit", "-qam", "other");
  git("checkout", "-q", "main");
  put("tracked.txt", "main\n");
  git("commit", "-qam", "main");
  try {
    git("merge", "-q", "other");
  } catch {
    // The conflict is the point of this test.
  }
  const conflict = text("tracked.txt");
  expect(conflict).toContain("<<<<<<<");
  const before = await keep("before");
  put("tracked.txt", "solved\n");
  await back(before);
  expect(text("tracked.txt")).toBe(conflict);
  expect(git("ls-files", "-u")).not.toBe("");

  rmSync(path.join(cwd, ".git"), { recursive: true });
  expect(await createCheckpoint(place(), [checkpointRef("thread", "x")])).toBeUndefined();
  git("init", "-q");
  const first = await keep("first");
  put("tracked.txt", "x\n");
  await back(first);
  expect(text("tracked.txt")).toBe(conflict);
});

it("deletes checkpoints after 30 days, and those of one thread", async () => {
  await createCheckpoint(place(), [checkpointRef("thread-1", "a")]);
  await createCheckpoint(place(), [checkpointRef("thread-2", "b")]);
  const refs = () => git("for-each-ref", "--format=%(refname)", CHECKPOINTS).trim().split("\n");
  const day = 24 * 60 * 60 * 1000;
  await pruneCheckpoints(place(), Date.now() + 29 * day);
  expect(refs()).toHaveLength(2);
  await deleteCheckpoints(place(), "thread-1");
  expect(refs()).toEqual(["refs/codex/checkpoints/thread-2/b"]);
  await pruneCheckpoints(place(), Date.now() + 31 * day);
  expect(refs()).toEqual([""]);
});
