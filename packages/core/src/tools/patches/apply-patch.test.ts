import { mkdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { AskForApproval, CurrentSandboxPolicy } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { WORKSPACE_WRITE } from "../../../test/support/workspace-write.js";
import { assessPatchSafety } from "../../safety/assess-patch-safety.js";
import { SessionRoots } from "../../safety/roots/session-roots.js";
import { type PreparedPatch, prepareApplyPatch, runApplyPatch } from "./apply-patch.js";

interface World extends Disposable {
  readonly cwd: string;
  readonly outside: string;
}

function world(): World {
  const root = new TemporaryFolder({ "app/a.txt": "one\ntwo\nthree\n", "outside/a.txt": "old\n" });
  return { cwd: root.at("app"), outside: root.at("outside"), [Symbol.dispose]: () => root[Symbol.dispose]() };
}

async function prepare(cwd: string, ...lines: string[]): Promise<PreparedPatch> {
  const prepared = await prepareApplyPatch({ patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n"), cwd });
  if (prepared.type !== "patch") throw new Error(prepared.message);
  return prepared;
}

function run(prepared: PreparedPatch, sandboxPolicy: CurrentSandboxPolicy | undefined) {
  const signal = new AbortController().signal;
  return runApplyPatch(prepared, {
    sandboxPolicy,
    sandboxCwd: prepared.cwd,
    roots: new SessionRoots({ env: {} }),
    signal,
  });
}

function assess(
  prepared: PreparedPatch,
  approvalPolicy: AskForApproval,
  sandboxPolicy: CurrentSandboxPolicy = WORKSPACE_WRITE,
) {
  const roots = new SessionRoots({ env: {} });
  return assessPatchSafety({ paths: prepared.paths, approvalPolicy, sandboxPolicy, cwd: prepared.cwd, roots });
}

test.each([
  ["*** Update File: link", "@@", "+x"],
  ["*** Update File: ../outside/a.txt", "@@", "+x"],
  ["*** Update File: link", "*** Move to: got.txt", "@@", "+x"],
  ["*** Delete File: ../outside/a.txt"],
  ["*** Add File: fine.txt", "+x", "*** Delete File: link"],
  ["*** Add File: link", "+x"],
])("a file with credentials is neither shown nor changed: %s %s", async (...lines) => {
  using here = world();
  const login = join(here.outside, "a.txt");
  await symlink(login, join(here.cwd, "link"));
  const patch = ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");
  const prepared = await prepareApplyPatch({ patch, cwd: here.cwd, hiddenFiles: [login] });
  expect(prepared).toEqual({ type: "correctness-error", message: expect.stringContaining("holds a login or keys") });
});

test.each([
  ["a file as a folder", ["*** Add File: a.txt/b.txt", "+x"], "a part of the path is a file"],
  [
    "a file as a folder, to move to",
    ["*** Update File: a.txt", "*** Move to: a.txt/b", "@@", "-one", "+1"],
    "a part of the path is a file",
  ],
  ["a name of 300 letters", [`*** Add File: ${"n".repeat(300)}`, "+x"], "a name in the path is too long"],
  ["a link to itself", ["*** Add File: circle/b.txt", "+x"], "its symbolic links lead in a circle"],
])("a path that cannot be resolved is reported to the model: %s", async (_name, lines, reason) => {
  using here = world();
  await symlink("circle", join(here.cwd, "circle"));
  const patch = ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");
  const prepared = await prepareApplyPatch({ patch, cwd: here.cwd });
  expect(prepared).toEqual({ type: "correctness-error", message: expect.stringContaining(reason) });
});

describe("the item for clients", () => {
  test("shows changes with absolute paths, as the patch wrote them, with little context", async () => {
    using here = world();
    const prepared = await prepare(
      here.cwd,
      ...["*** Update File: a.txt", "*** Move to: b/a.txt", "-two", "+TWO"],
      ...["*** Add File: ../new.txt", "+x", "*** Delete File: gone.txt"],
    );
    expect(prepared.changes).toMatchObject([
      {
        type: "update",
        path: `${here.cwd}/a.txt`,
        diff: "@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n",
        movePath: `${here.cwd}/b/a.txt`,
      },
      { type: "add", path: `${here.cwd}/../new.txt`, content: "x\n" },
      { type: "delete", path: `${here.cwd}/gone.txt` },
    ]);
    expect(prepared.paths.map((path) => relative(here.cwd, path))).toEqual([
      "a.txt",
      "b/a.txt",
      "../new.txt",
      "gone.txt",
    ]);
  });

  test("reports why a patch does not apply, before anybody is asked", async () => {
    using here = world();
    const result = async (...lines: string[]) => prepareApplyPatch({ patch: lines.join("\n"), cwd: here.cwd });
    expect(await result("nothing")).toMatchObject({ type: "correctness-error" });
    expect(await result("*** Begin Patch", "*** Update File: a.txt", "-four", "*** End Patch")).toEqual({
      type: "correctness-error",
      message: "Failed to update a.txt: these lines were not found:\nfour",
    });
    expect(await result("*** Begin Patch", "*** Update File: none", "-x", "*** End Patch")).toEqual({
      type: "correctness-error",
      message: "Failed to read file to update none: no such file",
    });
  });
});

describe("an applied patch", () => {
  test("has the program's output", async () => {
    using here = world();
    const prepared = await prepare(here.cwd, "*** Update File: a.txt", "-two", "+TWO");
    expect(await run(prepared, WORKSPACE_WRITE)).toEqual({
      exitCode: 0,
      stdout: "Success. Updated the following files:\nM a.txt\n",
      stderr: "",
      denied: false,
    });
    expect(await readFile(join(here.cwd, "a.txt"), "utf8")).toBe("one\nTWO\nthree\n");
  });

  test("only fails now if a file to delete is missing", async () => {
    using here = world();
    const prepared = await prepare(here.cwd, "*** Delete File: never-was.txt");
    expect(await run(prepared, WORKSPACE_WRITE)).toMatchObject({ exitCode: 1, stdout: "", denied: false });
  });
});

describe("the policies", () => {
  const outsideOf = (here: World) => prepare(here.cwd, "*** Update File: ../outside/a.txt", "-old", "+new");

  test("inside: no question, and the fence allows it", async () => {
    using here = world();
    const prepared = await prepare(here.cwd, "*** Add File: x/y", "+x");
    for (const policy of ["on-request", "on-failure", "never"] as const) {
      expect(await assess(prepared, policy)).toEqual({ type: "auto-approve", sandboxed: true });
    }
    expect(await assess(prepared, "untrusted")).toEqual({ type: "ask-user", sandboxed: true });
    expect(await run(prepared, WORKSPACE_WRITE)).toMatchObject({ exitCode: 0 });
  });

  test("outside: a question or a refusal; the fence applies without approval, and allows exactly this patch with it", async () => {
    using here = world();
    const prepared = await outsideOf(here);
    expect(await assess(prepared, "on-request")).toMatchObject({ type: "ask-user" });
    expect(await assess(prepared, "never")).toMatchObject({ type: "reject" });
    expect(await run(prepared, WORKSPACE_WRITE)).toMatchObject({ exitCode: 1, denied: true });
    expect(await run(prepared, { mode: "read-only" })).toMatchObject({ exitCode: 1, denied: true });
    expect(await readFile(join(here.outside, "a.txt"), "utf8")).toBe("old\n");
    expect(await run(prepared, undefined)).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(here.outside, "a.txt"), "utf8")).toBe("new\n");
  });

  test("full access needs neither", async () => {
    using here = world();
    const prepared = await outsideOf(here);
    expect(await assess(prepared, "never", { mode: "danger-full-access" })).toEqual({
      type: "auto-approve",
      sandboxed: false,
    });
    expect(await run(prepared, { mode: "danger-full-access" })).toMatchObject({ exitCode: 0 });
  });

  test("a link that leads outside is outside", async () => {
    using here = world();
    await symlink("../outside", join(here.cwd, "link"));
    const prepared = await prepare(here.cwd, "*** Update File: link/a.txt", "-old", "+new");
    expect(prepared.paths).toEqual([join(here.outside, "a.txt")]);
    expect(await assess(prepared, "on-request")).toMatchObject({ type: "ask-user" });
    expect(await run(prepared, WORKSPACE_WRITE)).toMatchObject({ denied: true });
  });

  test.each([".git/hooks/pre-commit", "vendor/.git/config", ".codex/config.toml"])(
    "%s is asked about",
    async (path) => {
      using here = world();
      const prepared = await prepare(here.cwd, `*** Add File: ${path}`, "+x");
      expect(await assess(prepared, "on-request")).toMatchObject({ type: "ask-user" });
      expect(await assess(prepared, "never")).toMatchObject({ type: "reject" });
      expect(await run(prepared, WORKSPACE_WRITE)).toMatchObject({ denied: true });
      expect(await run(prepared, undefined)).toMatchObject({ exitCode: 0 });
    },
  );

  test("the repository that a .git file points to is asked about", async () => {
    using here = world();
    await writeFile(join(here.cwd, ".git"), "gitdir: meta\n");
    const prepared = await prepare(here.cwd, "*** Add File: meta/hooks/pre-commit", "+x");
    expect(await assess(prepared, "on-request")).toMatchObject({ type: "ask-user" });
    expect(await run(prepared, WORKSPACE_WRITE)).toMatchObject({ denied: true });
  });

  test("an approval covers what was shown, not what a link has made of it since", async () => {
    using here = world();
    await mkdir(join(here.cwd, "folder"));
    const prepared = await prepare(here.cwd, "*** Add File: folder/a.txt", "+new");
    await rename(join(here.cwd, "folder"), join(here.cwd, "away"));
    await symlink("../outside", join(here.cwd, "folder"));
    expect(await run(prepared, undefined)).toMatchObject({ exitCode: 1, denied: true });
    expect(await readFile(join(here.outside, "a.txt"), "utf8")).toBe("old\n");
  });
});
