import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AskForApproval } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { assessPatchSafety } from "./assess-patch-safety.js";
import { SessionRoots } from "./roots/session-roots.js";

let base: TemporaryFolder;
let cwd: string;
beforeEach(() => {
  base = new TemporaryFolder({}, homedir());
  cwd = base.at("work");
  for (const name of ["work", "outside", "codex"]) mkdirSync(base.at(name));
});
afterEach(() => base[Symbol.dispose]());

const sessionRoots = (env: Record<string, string> = {}) => new SessionRoots({ env, codexHome: base.at("codex") });
const assess = (path: string | readonly string[], approvalPolicy: AskForApproval = "never", roots = sessionRoots()) =>
  assessPatchSafety({ paths: [path].flat(), approvalPolicy, sandboxPolicy: WORKSPACE_WRITE, cwd, roots });
const git = (folder: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder, stdio: "pipe" });
/** Which of `paths` a patch may not write without an approval. */
const refused = async (paths: readonly string[], roots = sessionRoots()) => {
  const checks = await Promise.all(paths.map((path) => assess(path, "never", roots)));
  return paths.filter((_, at) => checks[at]?.type === "reject");
};

describe("the policies", () => {
  test("an empty patch is refused under every policy", async () => {
    for (const policy of ["untrusted", "on-failure", "on-request", "never"] as const)
      expect(await assess([], policy)).toEqual({ type: "reject", reason: "empty patch" });
  });

  test("outside: with on-failure, the patch is first tried inside of the fence", async () => {
    const path = base.at("outside/a");
    expect(await assess(path, "on-failure")).toEqual({ type: "auto-approve", sandboxed: true });
    expect(await assess(path, "on-request")).toMatchObject({ type: "ask-user", reason: expect.stringContaining(path) });
    expect(await assess(path, "never")).toMatchObject({ type: "reject" });
    expect(await assess(["inside", path], "never")).toMatchObject({ type: "reject" });
  });
});

describe("decisions of the policy before any path is checked", () => {
  test("under untrusted everything is asked about, also without a sandbox", async () => {
    for (const sandboxPolicy of [WORKSPACE_WRITE, { mode: "danger-full-access" }] as const) {
      const request = {
        paths: ["inside"],
        approvalPolicy: "untrusted",
        sandboxPolicy,
        cwd,
        roots: sessionRoots(),
      } as const;
      const sandboxed = sandboxPolicy.mode === "workspace-write" ? { sandboxed: true } : {};
      expect(await assessPatchSafety(request)).toEqual({ type: "ask-user", ...sandboxed });
      const outside = { ...request, paths: ["../outside"], sandboxPolicy: WORKSPACE_WRITE };
      expect(await assessPatchSafety(outside)).toEqual({ type: "ask-user", sandboxed: false });
    }
  });

  test("without a sandbox there is no fence for any path", async () => {
    const request = { paths: ["/etc/a", "inside"], sandboxPolicy: { mode: "danger-full-access" }, cwd } as const;
    for (const approvalPolicy of ["on-failure", "on-request", "never"] as const)
      expect(await assessPatchSafety({ ...request, approvalPolicy, roots: sessionRoots() })).toEqual({
        type: "auto-approve",
        sandboxed: false,
      });
  });

  test("inside, no question is asked, and the fence applies", async () => {
    for (const policy of ["on-failure", "on-request", "never"] as const)
      expect(await assess("inside", policy)).toEqual({ type: "auto-approve", sandboxed: true });
  });

  test("if nothing may be written, every path is outside", async () => {
    const request = { paths: ["inside"], sandboxPolicy: { mode: "read-only" }, cwd, roots: sessionRoots() } as const;
    expect(await assessPatchSafety({ ...request, approvalPolicy: "on-request" })).toMatchObject({ type: "ask-user" });
    expect(await assessPatchSafety({ ...request, approvalPolicy: "never" })).toMatchObject({ type: "reject" });
  });
});

describe("the real location of a path", () => {
  test("a link counts as its target, and a broken one as outside", async () => {
    writeFileSync(base.at("outside/file"), "");
    symlinkSync("../outside/file", join(cwd, "link"));
    symlinkSync("../outside", join(cwd, "folder"));
    symlinkSync("loop", join(cwd, "loop"));
    mkdirSync(join(cwd, "sub"));
    symlinkSync("sub", join(cwd, "inner"));
    const paths = ["link", "folder/new", "loop", "loop/new", "inner/new", "sub/new", "new"];
    expect(await refused(paths)).toEqual(["link", "folder/new", "loop", "loop/new"]);
  });

  test("nothing is inside once another folder has replaced the project", async () => {
    const roots = sessionRoots();
    roots.learn(WORKSPACE_WRITE, cwd);
    expect(await refused(["new"], roots)).toEqual([]);
    renameSync(cwd, base.at("was"));
    mkdirSync(cwd);
    expect(await refused(["new", base.at("was/new")], roots)).toEqual(["new", base.at("was/new")]);
  });
});

describe("inside of the project, and still asked about", () => {
  test("paths named like files that Git and Codex obey, at any depth, existing or not", async () => {
    const paths = [".git", ".git/config", "sub/.GIT/hooks/x", ".gitmodules", "a/b/.codex/config.toml"];
    expect(await refused([...paths, "src/new", ".github/new", "git/config"])).toEqual(paths);
  });

  test("CODEX_HOME, whatever its name, in a writable folder", async () => {
    const roots = new SessionRoots({ env: {}, codexHome: join(cwd, "own") });
    expect(await refused(["own/config.toml", "own", "other"], roots)).toEqual(["own/config.toml", "own"]);
  });

  test("hooks and settings elsewhere that its configuration names", async () => {
    git(cwd, "init", "-q");
    git(cwd, "config", "core.hooksPath", "tools/hooks");
    git(cwd, "config", "include.path", "../team.gitconfig");
    const paths = ["tools/hooks/pre-commit", "team.gitconfig"];
    expect(await refused([...paths, "tools/other"])).toEqual(paths);
  });

  test("scripts to which hooks are links", async () => {
    git(cwd, "init", "-q");
    mkdirSync(join(cwd, "scripts"));
    for (const name of ["check", "other"]) writeFileSync(join(cwd, "scripts", name), "");
    symlinkSync("../../scripts/check", join(cwd, ".git/hooks/pre-commit"));
    expect(await refused(["scripts/check", "scripts/other"])).toEqual(["scripts/check"]);
  });

  test("start-up files, existing or not, if the project is the home folder", async () => {
    const paths = [".bashrc", ".config/git/config", ".ssh/authorized_keys", ".local/bin/git"];
    expect(await refused([...paths, "notes"], sessionRoots({ HOME: cwd }))).toEqual(paths);
  });

  test("the repository that a linked working tree shares, where Git commands write", async () => {
    const main = base.at("main");
    git(base.path, "init", "-q", "-b", "main", main);
    git(main, "commit", "-q", "--allow-empty", "-m", "one");
    git(main, "worktree", "add", "-q", join(cwd, "tree"));
    cwd = join(cwd, "tree");
    const own = join(main, ".git/worktrees/tree");
    writeFileSync(join(own, "config.worktree"), "");
    const paths = [join(own, "HEAD"), join(own, "config.worktree"), join(main, ".git/objects/x"), join(main, "file")];
    expect(await refused([...paths, "file"])).toEqual(paths);
  });
});
