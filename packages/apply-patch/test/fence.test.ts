import { access, link, mkdir, readFile, rename, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { isProtected, resolveTarget } from "../src/index.js";
import { applyIn } from "./apply-in.js";
import { type TemporaryDirectory, temporaryDirectory } from "./temporary-directory.js";

/** A workspace next to a directory that must not change. */
async function world(): Promise<TemporaryDirectory & { readonly workspace: string }> {
  const directory = await temporaryDirectory();
  await directory.write({ "app/inside.txt": "old\n", "outside/secret.txt": "old\n", "app-evil/x": "old\n" });
  return { ...directory, workspace: join(directory.path, "app") };
}

async function outsideOf(directory: TemporaryDirectory): Promise<Record<string, string>> {
  const tree = await directory.read();
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith("app/")));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const ways = {
  add: (path: string) => [`*** Add File: ${path}`, "+new"],
  update: (path: string) => [`*** Update File: ${path}`, "-old", "+new"],
  delete: (path: string) => [`*** Delete File: ${path}`],
  "move to": (path: string) => ["*** Update File: inside.txt", `*** Move to: ${path}`, "-old", "+new"],
  "move from": (path: string) => [`*** Update File: ${path}`, "*** Move to: here.txt", "-old", "+new"],
} as const;

const paths: Readonly<Record<string, string>> = {
  "..": "../outside/secret.txt",
  "a sibling with the same start": "../app-evil/x",
  ".. that goes in first": "inside/../../outside/secret.txt",
  "a link to a directory": "linked-directory/secret.txt",
  "a link to a link": "second-link/secret.txt",
  "a link to the root": "root-link/outside/secret.txt",
};

const cases = Object.entries(paths).flatMap(([what, path]) =>
  Object.entries(ways).map(([way, lines]) => [way, what, lines(path)] as const),
);

describe("outside of the writable roots", () => {
  test.each(cases)("%s by %s is denied", async (_way, _what, lines) => {
    await using directory = await world();
    await symlink("../outside", join(directory.workspace, "linked-directory"));
    await symlink("linked-directory", join(directory.workspace, "second-link"));
    await symlink(directory.path, join(directory.workspace, "root-link"));
    const before = await directory.read();
    expect(await applyIn(directory.workspace, lines)).toMatchObject({ ok: false, denied: true });
    expect(await directory.read()).toEqual(before);
  });

  test.each(["add", "update", "move to"] as const)("%s through a link as the last component is denied", async (way) => {
    await using directory = await world();
    await symlink("../outside/secret.txt", join(directory.workspace, "link"));
    const before = await directory.read();
    expect(await applyIn(directory.workspace, ways[way]("link"))).toMatchObject({ ok: false, denied: true });
    expect(await directory.read()).toEqual(before);
  });

  test("through a link to a missing file", async () => {
    await using directory = await world();
    await symlink("../outside/planned.txt", join(directory.workspace, "link"));
    expect(await applyIn(directory.workspace, ways.add("link"))).toMatchObject({ ok: false, denied: true });
    expect(await outsideOf(directory)).not.toHaveProperty("outside/planned.txt");
  });

  test("by a directory whose name differs in letter case, or in how its accents are written", async () => {
    await using directory = await world();
    const workspace = join(directory.path, "caf\u00e9");
    await mkdir(workspace);
    const before = await directory.read();
    for (const path of ["../CAF\u00c9/x", "../cafe\u0301/x"]) {
      // If both names are the same directory here, the file is inside and may be written.
      if (await exists(join(workspace, dirname(path)))) continue;
      expect(await applyIn(workspace, ways.add(path))).toMatchObject({ ok: false, denied: true });
    }
    expect(await directory.read()).toEqual(before);
  });

  test("by an absolute path", async () => {
    await using directory = await world();
    const absolute = join(directory.path, "outside/secret.txt");
    expect(await applyIn(directory.workspace, ways.update(absolute))).toMatchObject({ ok: false, denied: true });
  });

  test("by a hard link: the file inside changes, the one outside does not", async () => {
    await using directory = await world();
    await link(join(directory.path, "outside/secret.txt"), join(directory.workspace, "hard.txt"));
    expect(await applyIn(directory.workspace, ways.update("hard.txt"))).toMatchObject({ ok: true });
    expect(await readFile(join(directory.workspace, "hard.txt"), "utf8")).toBe("new\n");
    expect(await readFile(join(directory.path, "outside/secret.txt"), "utf8")).toBe("old\n");
  });

  test("by a root that a writer of an outer root swapped for a link", async () => {
    await using directory = await world();
    await mkdir(join(directory.path, "tmp"));
    const inner = join(directory.path, "tmp/project");
    await symlink("../outside", inner);
    const access = { type: "roots", roots: [inner, join(directory.path, "tmp")] } as const;
    expect(await applyIn(inner, ways.add("x"), access)).toMatchObject({ ok: false, denied: true });
  });

  test("a read-only policy has no roots", async () => {
    await using directory = await world();
    const nowhere = { type: "roots", roots: [] } as const;
    expect(await applyIn(directory.workspace, ways.add("x"), nowhere)).toMatchObject({ ok: false, denied: true });
  });
});

describe("inside of the writable roots", () => {
  test("links are followed to their targets, and stay links", async () => {
    await using directory = await world();
    await symlink("inside.txt", join(directory.workspace, "link"));
    await symlink(".", join(directory.workspace, "here"));
    expect(await applyIn(directory.workspace, ways.update("here/link"))).toMatchObject({ ok: true });
    expect(await directory.read()).toMatchObject({ "app/inside.txt": "new\n", "app/link": "-> inside.txt" });
  });

  test("deleting a link deletes the link", async () => {
    await using directory = await world();
    await symlink("../outside/secret.txt", join(directory.workspace, "link"));
    expect(await applyIn(directory.workspace, ways.delete("link"))).toMatchObject({ ok: true });
    expect(await directory.read()).toHaveProperty(["outside/secret.txt"], "old\n");
  });

  test("a root may be a link", async () => {
    await using directory = await world();
    await symlink("app", join(directory.path, "alias"));
    expect(await applyIn(join(directory.path, "alias"), ways.update("inside.txt"))).toMatchObject({ ok: true });
  });
});

describe("files that control Git and Codex", () => {
  test.each([
    ".git/hooks/pre-commit",
    ".git/config",
    "vendor/sub/.git/hooks/post-checkout",
    ".GIT/config",
    "sub/.git",
    ".g\u200cit/config",
    ".git . /config",
    ".git::$INDEX_ALLOCATION/config",
    "GIT~1/config",
    ".gitmodules",
    ".codex/config.toml",
    "new/.codex/x",
  ])("%s is denied", async (path) => {
    await using directory = await world();
    expect(await applyIn(directory.workspace, ways.add(path))).toMatchObject({ ok: false, denied: true });
    expect(isProtected(path)).toBe(true);
  });

  test("through a link with a harmless name, too", async () => {
    await using directory = await world();
    await mkdir(join(directory.workspace, ".git"));
    await symlink(".git", join(directory.workspace, "docs"));
    expect(await applyIn(directory.workspace, ways.add("docs/config"))).toMatchObject({ ok: false, denied: true });
  });

  test("other protected paths are denied as well, also through a link", async () => {
    await using directory = await world();
    await directory.write({ "app/meta/config": "old\n" });
    await symlink("meta", join(directory.workspace, "link"));
    const access = {
      type: "roots",
      roots: [directory.workspace],
      readOnly: [join(directory.workspace, "link")],
    } as const;
    for (const path of ["meta/config", "meta/new", "link/config"]) {
      expect(await applyIn(directory.workspace, ways.add(path), access)).toMatchObject({ ok: false, denied: true });
    }
    expect(await applyIn(directory.workspace, ways.add("metal"), access)).toMatchObject({ ok: true });
  });

  test.each([".gitignore", "...", "a:b", ".github/workflows/x.yml", "a.git/x", "codex/x"])("%s is allowed", (path) => {
    expect(isProtected(path)).toBe(false);
  });

  test("a workspace below a folder with such a name is still writable", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ ".codex/worktrees/w/a": "old\n" });
    expect(await applyIn(join(directory.path, ".codex/worktrees/w"), ways.update("a"))).toMatchObject({ ok: true });
  });
});

describe("with the user's approval", () => {
  test("exactly the files that the user was shown may be written, anywhere", async () => {
    await using directory = await world();
    const target = join(directory.path, "outside/secret.txt");
    const access = { type: "approved", realPaths: new Set([target]) } as const;
    expect(await applyIn(directory.workspace, ways.update("../outside/secret.txt"), access)).toMatchObject({
      ok: true,
    });
    expect(await applyIn(directory.workspace, ways.add("x"), access)).toMatchObject({ ok: false, denied: true });
  });

  test("a directory that is swapped for a link after the user was asked is detected", async () => {
    await using directory = await world();
    await directory.write({ "app/folder/a.txt": "old\n" });
    const asked = await resolveTarget(join(directory.workspace, "folder/secret.txt"), { followLast: true });
    await rename(join(directory.workspace, "folder"), join(directory.workspace, "away"));
    await symlink("../outside", join(directory.workspace, "folder"));
    const access = { type: "approved", realPaths: new Set([asked]) } as const;
    expect(await applyIn(directory.workspace, ways.update("folder/secret.txt"), access)).toMatchObject({
      denied: true,
    });
    expect(await readFile(join(directory.path, "outside/secret.txt"), "utf8")).toBe("old\n");
  });
});
