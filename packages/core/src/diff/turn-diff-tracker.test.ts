import { execFile } from "node:child_process";
import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { TemporaryFolder } from "@codex/test-support";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FileChange } from "../items/call-items.js";
import { TurnDiffTracker } from "./turn-diff-tracker.js";

type Change = FileChange extends infer Any ? (Any extends FileChange ? Omit<Any, "path"> : never) : never;

interface Repository extends Disposable {
  readonly path: string;
  readonly tracker: TurnDiffTracker;
  /** Notifies the tracker, then makes the change. */
  change(path: string, change: Change, make: (path: string) => Promise<unknown>): Promise<void>;
}

async function repository(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Repository> {
  const folder = new TemporaryFolder();
  const { path } = folder;
  await mkdir(join(path, ".git"));
  for (const [name, content] of Object.entries(files)) await write(join(path, name), content);
  const tracker = new TurnDiffTracker(path);
  return {
    path,
    tracker,
    async change(name, change, make) {
      const absolute = join(path, name);
      await tracker.onPatchBegin([{ path: absolute, ...change }]);
      await make(absolute);
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

const deleted: Change = { type: "delete" };
const added = (content = ""): Change => ({ type: "add", content });
const updated = (movePath?: string): Change => ({ type: "update", diff: "", movePath });

describe("one diff for the turn", () => {
  test("leaves out a path that leads through a file", async () => {
    using repo = await repository({ a: "1\n" });
    await repo.change("a/b", added(), async () => {});
    await repo.change("a", updated("a/b"), (path) => write(path, "2\n"));
    expect(await repo.tracker.unifiedDiff()).toContain("+2");
  });

  test("is undefined while nothing has changed, and again when everything is restored", async () => {
    using repo = await repository({ a: "1\n" });
    expect(await repo.tracker.unifiedDiff()).toBeUndefined();
    await repo.change("a", updated(), (path) => write(path, "2\n"));
    await repo.change("a", updated(), (path) => write(path, "1\n"));
    await repo.change("b", added(), (path) => write(path, ""));
    await repo.change("b", deleted, (path) => rm(path));
    expect(await repo.tracker.unifiedDiff()).toBeUndefined();
  });

  test("shows files in order, added, deleted and changed, from the start of the turn", async () => {
    using repo = await repository({ "c.txt": "1\n", b: "bye\n" });
    await repo.change("c.txt", updated(), (path) => write(path, "2\n"));
    await repo.change("c.txt", updated(), (path) => write(path, "3\n"));
    await repo.change("b", deleted, (path) => rm(path));
    await repo.change("a/new", added(), (path) => write(path, "x"));
    expect(await repo.tracker.unifiedDiff()).toBe(
      [
        "diff --git a/a/new b/a/new",
        "new file mode 100644",
        "index 0000000000000000000000000000000000000000..c1b0730e0133447badcfd47fd144e254807b06e1",
        "--- /dev/null",
        "+++ b/a/new",
        "@@ -0,0 +1 @@",
        "+x",
        "\\ No newline at end of file",
        "diff --git a/b b/b",
        "deleted file mode 100644",
        "index b023018cabc396e7692c70bbf5784a93d3f738ab..0000000000000000000000000000000000000000",
        "--- a/b",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-bye",
        "diff --git a/c.txt b/c.txt",
        "index d00491fd7e5bb6fa28c517a0bb32b8b506539d4d..00750edc07d6415dcc07ae0351e9397b0222b7ba",
        "--- a/c.txt",
        "+++ b/c.txt",
        "@@ -1 +1 @@",
        "-1",
        "+3",
        "",
      ].join("\n"),
    );
  });

  test("shows a rename, also across several moves, with the changed content", async () => {
    using repo = await repository({ a: "1\n2\n", same: "s\n" });
    await repo.change("a", updated(join(repo.path, "b")), async (path) => {
      await rm(path);
      await write(join(repo.path, "b"), "1\nII\n");
    });
    await repo.change("b", updated(join(repo.path, "c")), (path) => rename(path, join(repo.path, "c")));
    await repo.change("same", updated(join(repo.path, "moved")), (path) => rename(path, join(repo.path, "moved")));
    const diff = await repo.tracker.unifiedDiff();
    expect(diff).toContain("diff --git a/a b/c\nindex ");
    expect(diff).toContain("--- a/a\n+++ b/c\n@@ -1,2 +1,2 @@\n 1\n-2\n+II\n");
    expect(diff).toContain("diff --git a/same b/moved\nrename from same\nrename to moved\n");
  });

  test("shows a mode change, a file that became a link, and binary content", async () => {
    using repo = await repository({ run: "x\n", file: "f\n", image: new Uint8Array([0, 1, 2]) });
    await repo.change("run", updated(), (path) => chmod(path, 0o755));
    await repo.change("file", deleted, (path) => rm(path));
    await symlink("run", join(repo.path, "file"));
    await repo.change("image", updated(), (path) => write(path, new Uint8Array([0, 1])));
    const diff = await repo.tracker.unifiedDiff();
    expect(diff).toContain("diff --git a/run b/run\nold mode 100644\nnew mode 100755\n");
    expect(diff).toContain("diff --git a/file b/file\ndeleted file mode 100644\n");
    expect(diff).toContain("diff --git a/file b/file\nnew file mode 120000\n");
    expect(diff).toContain("GIT binary patch\nliteral 2\n");
  });

  test("only names large binary files", async () => {
    using repo = await repository({ image: new Uint8Array(300_000) });
    await repo.change("image", deleted, (path) => rm(path));
    expect(await repo.tracker.unifiedDiff()).toContain("Binary files a/image and /dev/null differ\n");
  });

  test("only names files that are too large to show, text or not", async () => {
    using repo = await repository({ big: "x\n".repeat(9_000_000) });
    await repo.change("big", updated(), (path) => appendFile(path, "y\n"));
    expect(await repo.tracker.unifiedDiff()).toMatch(
      /^diff --git a\/big b\/big\nindex \w+\.\.\w+\nBinary files a\/big and b\/big differ\n$/,
    );
  });

  test("only names a file of terabytes that a command made of a patched one, without reading it", async () => {
    using repo = await repository({ big: "x\n" });
    await repo.change("big", updated(), (path) => truncate(path, 8 * 1024 ** 4));
    const diff = /^diff --git a\/big b\/big\nindex \w+\.\.(\w+)\nBinary files a\/big and b\/big differ\n$/;
    const [, first] = diff.exec((await repo.tracker.unifiedDiff()) ?? "") ?? [];
    await truncate(join(repo.path, "big"), 7 * 1024 ** 4);
    const [, second] = diff.exec((await repo.tracker.unifiedDiff()) ?? "") ?? [];
    expect(first).toMatch(/^\w{40}$/);
    expect(second).not.toBe(first);
  });

  test("shows the target of a link that was patched through the link", async () => {
    using repo = await repository({ "docs/real.txt": "1\n" });
    await symlink("docs/real.txt", join(repo.path, "link"));
    await repo.change("link", updated(), (path) => write(path, "2\n"));
    expect(await repo.tracker.unifiedDiff()).toContain("--- a/docs/real.txt\n+++ b/docs/real.txt\n");
  });

  test("outside a repository, paths start at the turn's directory", async () => {
    using repo = await repository();
    await rm(join(repo.path, ".git"), { recursive: true });
    await repo.change("sub/a", added(), (path) => write(path, "x\n"));
    expect(await repo.tracker.unifiedDiff()).toContain("+++ b/sub/a\n");
  });
});

const names = [
  "a",
  "b",
  "dir/c",
  "with space",
  'qu"ote',
  "back\\slash",
  "tab\there",
  "ümlaut",
  "new\nline",
  "dir/deep/d",
];
const name = fc.constantFrom(...names);
const content = fc.oneof(
  fc.array(fc.constantFrom("one", "two", "three", "", "ä", "cr\r"), { maxLength: 12 }).map((lines) => lines.join("\n")),
  fc.array(fc.constantFrom("one\n", "two\n", "three\n"), { maxLength: 12 }).map((lines) => lines.join("")),
  fc.uint8Array({ maxLength: 200 }),
);
const step = fc.oneof(
  fc.record({ type: fc.constant("write" as const), name, content }),
  fc.record({ type: fc.constant("delete" as const), name }),
  fc.record({ type: fc.constant("move" as const), name, to: name, content: fc.option(content) }),
  fc.record({ type: fc.constant("mode" as const), name }),
);

test("git applies the diff in both directions", async () => {
  const files = fc.dictionary(name, content, { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(files, fc.array(step, { minLength: 1, maxLength: 6 }), async (start, steps) => {
      using repo = await repository(start);
      using copy = await repository(start);
      for (const each of steps) await take(repo, each);
      const diff = await repo.tracker.unifiedDiff();
      const before = await filesBelow(copy.path);
      const after = await filesBelow(repo.path);
      if (diff === undefined) {
        expect(after).toEqual(before);
        return;
      }
      await gitApply(copy.path, diff);
      expect(await filesBelow(copy.path)).toEqual(after);
      await gitApply(copy.path, diff, "--reverse");
      expect(await filesBelow(copy.path)).toEqual(before);
    }),
    { numRuns: 60 },
  );
});

async function take(
  repo: Repository,
  each: typeof step extends fc.Arbitrary<infer Step> ? Step : never,
): Promise<void> {
  const here = join(repo.path, each.name);
  const exists = await lstat(here).then(
    () => true,
    () => false,
  );
  switch (each.type) {
    case "write":
      return repo.change(each.name, exists ? updated() : added(), (path) => write(path, each.content));
    case "delete":
      return exists ? repo.change(each.name, deleted, (path) => rm(path)) : undefined;
    case "mode":
      return exists ? repo.change(each.name, updated(), (path) => chmod(path, 0o755)) : undefined;
    case "move": {
      const target = join(repo.path, each.to);
      if (!exists || target === here) return;
      return repo.change(each.name, updated(target), async (path) => {
        await mkdir(dirname(target), { recursive: true });
        await rename(path, target);
        if (each.content !== null) await writeFile(target, each.content);
      });
    }
  }
}

async function gitApply(cwd: string, diff: string, ...flags: string[]): Promise<void> {
  const patch = join(cwd, "..", `${cwd.split("/").at(-1)}.patch`);
  await writeFile(patch, diff);
  // The marker folder is no repository: Git works on the files alone, by the paths in the patch.
  const env = { PATH: process.env["PATH"], GIT_CEILING_DIRECTORIES: dirname(cwd), GIT_CONFIG_NOSYSTEM: "1" };
  await rm(join(cwd, ".git"), { recursive: true });
  try {
    await promisify(execFile)("git", ["apply", ...flags, patch], { cwd, env });
  } finally {
    await mkdir(join(cwd, ".git"));
    await rm(patch);
  }
}

async function filesBelow(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const isLink = entry.isSymbolicLink();
    const executable = ((await lstat(path)).mode & 0o111) !== 0;
    const text = isLink ? `-> ${await readlink(path)}` : await readFile(path, "latin1");
    files[path.slice(root.length + 1)] = `${executable && !isLink ? "x" : "-"} ${text}`;
  }
  return files;
}
