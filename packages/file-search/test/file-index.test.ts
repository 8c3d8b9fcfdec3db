import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { FileIndex, FileSearchError, type ListOptions, searchFiles } from "../src/index.js";
import { findRipgrep, listWithRipgrep } from "../src/list-with-ripgrep.js";
import type { PathStore } from "../src/path-store.js";
import { walkFiles } from "../src/walk-files.js";

interface Tree extends AsyncDisposable {
  readonly path: string;
}

async function tree(files: Readonly<Record<string, string>>): Promise<Tree> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "file-search-")));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const signal = new AbortController().signal;

/** Each way to list files, so that both keep the same rules. */
const listers = {
  async ripgrep(directory: string, options: ListOptions) {
    const program = await findRipgrep();
    if (program === undefined) throw new Error("ripgrep is not installed");
    const paths = await listWithRipgrep(program, directory, options);
    if (paths === undefined) throw new Error("ripgrep had to be stopped");
    return paths;
  },
  walk: walkFiles,
} as const;

const sorted = (paths: PathStore): string[] =>
  Array.from({ length: paths.size }, (_, path) => paths.textOf(path)).sort();

const names = Object.keys(listers).filter((name): name is keyof typeof listers => name in listers);

test.runIf(process.platform !== "win32")(
  "ignore files that are a pipe, a device or endless are skipped without blocking (not on Windows)",
  async () => {
    await using here = await tree({ ".git/config": "", "a/x": "", "b/x": "", "c/x": "" });
    execFileSync("mkfifo", [join(here.path, "a/.gitignore")]);
    await symlink("/dev/zero", join(here.path, "b/.gitignore"));
    await writeFile(join(here.path, "c/.gitignore"), "");
    await truncate(join(here.path, "c/.gitignore"), 3 * 2 ** 30);
    expect(sorted(await walkFiles(here.path, { signal }))).toEqual(["a/x", "b/x", "c/.gitignore", "c/x"]);
  },
);

test.runIf(process.platform === "linux")(
  "a search neither waits for an ignore file that is a pipe, nor fills the memory with one that is endless (on Linux)",
  async () => {
    await using pipe = await tree({ ".git/config": "", "a/x": "", "b/x": "" });
    execFileSync("mkfifo", [join(pipe.path, "a/.gitignore")]);
    await using endless = await tree({ ".git/config": "", "a/x": "", "b/x": "" });
    await symlink("/dev/zero", join(endless.path, "b/.gitignore"));
    for (const { path } of [pipe, endless]) {
      // Long enough for the endless file to reach the limit of memory first.
      const stallLimitMs = path === pipe.path ? 200 : 60_000;
      const index = await FileIndex.open(path, { signal, stallLimitMs });
      expect(index.search("x").matches.map((match) => match.path)).toEqual(["a/x", "b/x"]);
    }
  },
);

describe.each(names)("listed by %s", (lister) => {
  async function list(directory: string, options: Partial<ListOptions> = {}): Promise<string[]> {
    return sorted(await listers[lister](directory, { signal, ...options }));
  }

  test("has files at every depth, also those that start with a dot, but not Git's own", async () => {
    await using here = await tree({ a: "", "b/c": "", ".github/x.yml": "", ".git/config": "", "with space/ü": "" });
    expect(await list(here.path)).toEqual([".github/x.yml", "a", "b/c", "with space/ü"]);
  });

  test("has the files of .git that people edit, on request", async () => {
    const files = {
      ".git/config": "",
      ".git/hooks/pre-push": "",
      ".git/objects/ab/c": "",
      ".git/refs/heads/x": "",
      a: "",
    };
    await using here = await tree({ ...files, "lib/.git/objects/d": "", "lib/.git/info/exclude": "" });
    const listed = await list(here.path, { gitFolder: true });
    expect(listed).toEqual([".git/config", ".git/hooks/pre-push", "a", "lib/.git/info/exclude"]);
  });

  test("leaves out what .gitignore ignores, in a repository", async () => {
    const files = {
      ".gitignore": "*.log\nbuild/\n/top\n!keep.log\n",
      "a.log": "",
      "keep.log": "",
      "build/out": "",
      top: "",
      "sub/top": "",
      "sub/.gitignore": "secret\n!*.log\n",
      "sub/secret": "",
      "sub/b.log": "",
      "sub/deeper/secret": "",
    };
    await using outside = await tree(files);
    await using inside = await tree({ ...files, ".git/info/exclude": "sub/deeper\n" });
    expect(await list(outside.path)).toEqual(Object.keys(files).sort());
    expect(await list(inside.path)).toEqual(
      [".gitignore", "keep.log", "sub/.gitignore", "sub/b.log", "sub/top"].sort(),
    );
  });

  test("applies the ignore files of parent folders, up to the repository", async () => {
    await using here = await tree({
      ".git/HEAD": "",
      ".gitignore": "*.log\n/sub/x\n",
      "sub/a.log": "",
      "sub/x": "",
      "sub/y": "",
    });
    expect(await list(join(here.path, "sub"))).toEqual(["y"]);
  });

  test("applies .ignore files everywhere", async () => {
    await using here = await tree({ ".ignore": "x\n", x: "", "sub/x": "", "sub/y": "" });
    expect(await list(here.path)).toEqual([".ignore", "sub/y"]);
  });

  test("leaves out given patterns", async () => {
    await using here = await tree({ "a.ts": "", "a.test.ts": "", "node_modules/x/y.ts": "" });
    expect(await list(here.path, { exclude: ["*.test.ts", "node_modules"] })).toEqual(["a.ts"]);
  });

  test("does not follow links, and an empty folder has no files", async () => {
    await using here = await tree({ "real/a": "" });
    await symlink("real", join(here.path, "link"));
    await symlink(".", join(here.path, "circle"));
    expect(await list(here.path)).toEqual(["real/a"]);
    await mkdir(join(here.path, "empty"));
    expect(await list(join(here.path, "empty"))).toEqual([]);
  });

  test("keeps an odd name as one name", async () => {
    await using here = await tree({ "new\nline": "", "-rf": "", "$(touch x)": "" });
    expect(await list(here.path)).toEqual(["$(touch x)", "-rf", "new\nline"].sort());
  });
});

test("both list this repository as Git does", async ({ skip }) => {
  const root = join(import.meta.dirname, "../../..");
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const git = await promisify(execFile)("git", args, { cwd: root }).catch(() => undefined);
  if (git === undefined) return skip("this is no git checkout");
  const known = new Set(git.stdout.split("\0"));
  for (const lister of names) {
    const files = sorted(await listers[lister](root, { signal }));
    expect(files.filter((file) => !known.has(file))).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  }
});

describe("an index", () => {
  test("can be searched repeatedly, and refreshed on request", async () => {
    await using here = await tree({ "src/main.ts": "", "src/other.ts": "" });
    const index = await FileIndex.open(here.path, { signal });
    expect(index.size).toBe(2);
    expect(index.search("main").matches).toMatchObject([{ path: "src/main.ts" }]);
    await writeFile(join(here.path, "src/main2.ts"), "");
    expect(index.search("main").totalMatchCount).toBe(1);
    await index.refresh(signal);
    expect(index.search("main").totalMatchCount).toBe(2);
  });

  test("keeps the old list when a refresh fails", async () => {
    const here = await tree({ a: "" });
    const index = await FileIndex.open(here.path, { signal });
    await here[Symbol.asyncDispose]();
    await expect(index.refresh(signal)).rejects.toMatchObject({ code: "directory-not-found" });
    expect(index.search("a").totalMatchCount).toBe(1);
  });
});

describe("a search that fails", () => {
  test("without a folder", async () => {
    await using here = await tree({ file: "" });
    for (const path of ["none", "file"]) {
      await expect(searchFiles("x", join(here.path, path), { signal })).rejects.toThrow(FileSearchError);
    }
  });

  test("because it is stopped before or during listing", async () => {
    await using here = await tree(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`d${index}/f`, ""])));
    await expect(searchFiles("x", here.path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "interrupted",
    });
    const stop = new AbortController();
    const searching = searchFiles("x", here.path, { signal: stop.signal });
    stop.abort();
    await expect(searching).rejects.toMatchObject({ code: "interrupted" });
  });
});
