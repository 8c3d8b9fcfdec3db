import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ModelServer, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const git = ({ cwd }: Pick<Workspace, "cwd">, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@localhost", ...args], { cwd, encoding: "utf8" });

const writes = (file: string) => sse.call("shell", { command: ["bash", "-c", `pwd; echo hi > ${file}`] });

async function begun(model: ModelServer): Promise<Workspace> {
  const workspace = await createWorkspace({ model, files: { "sub/a.txt": "one" } });
  git(workspace, "commit", "-qm", "start");
  return workspace;
}

// The test's folders are below /tmp, which is writable by default.
const CONFINED = [
  'sandbox_mode="workspace-write"',
  "sandbox_workspace_write.exclude_slash_tmp=true",
  "sandbox_workspace_write.exclude_tmpdir_env_var=true",
].flatMap((value) => ["-c", value]);

test("a session works in a separate work tree, confined to it, which is kept and reused by name", async () => {
  await using model = await startModelServer([writes("new.txt"), sse.say("one"), writes("more.txt"), sse.say("two")]);
  await using workspace = await begun(model);
  const tree = path.join(workspace.codexHome, "worktrees", "t1", path.basename(workspace.cwd));
  const first = await runCodex(workspace, ["exec", ...CONFINED, "--worktree=t1", "-C", "sub", "go"]);
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining(`Made the work tree ${tree}`) });
  expect(first.stderr).toContain(`worktree remove ${tree}`);
  expect(readFileSync(path.join(tree, "sub/new.txt"), "utf8")).toBe("hi\n");
  expect(existsSync(path.join(workspace.cwd, "sub/new.txt"))).toBe(false);
  expect(git(workspace, "worktree", "list", "--porcelain")).toContain("detached");
  const again = await runCodex(workspace, ["exec", ...CONFINED, "--worktree=t1", "go"]);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining(`Using the work tree ${tree}`) });
  expect(existsSync(path.join(tree, "more.txt"))).toBe(true);
  git(workspace, "worktree", "remove", "--force", tree);
});

test("a commit is reviewed in a separate work tree; uncommitted changes are not in one", async () => {
  await using model = await startModelServer([sse.call("shell", { command: ["pwd"] }), sse.say("looks fine")]);
  await using workspace = await begun(model);
  const tree = path.join(workspace.codexHome, "worktrees", "t1", path.basename(workspace.cwd));
  const review = (...args: string[]) => runCodex(workspace, ["exec", "review", "--worktree=t1", ...args]);
  const { code, stdout, stderr } = await review("--commit", "HEAD");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "looks fine\n" });
  expect(stderr).toContain(`Made the work tree ${tree}`);
  expect(JSON.stringify(model.requests[1]?.body)).toContain(`${tree}\\\\n`);
  expect(await review("--uncommitted")).toMatchObject({ code: 2 });
});

test("a saved session continues, or is forked, in a separate work tree", async () => {
  const script = [sse.say("one"), writes("resumed.txt"), sse.say("two"), writes("forked.txt"), sse.say("three")];
  await using model = await startModelServer(script);
  await using workspace = await begun(model);
  const tree = (name: string) => path.join(workspace.codexHome, "worktrees", name, path.basename(workspace.cwd));
  expect(await runCodex(workspace, ["exec", "the first"])).toMatchObject({ code: 0 });
  const resumed = await runCodex(workspace, ["exec", "resume", ...CONFINED, "--worktree=t1", "--last", "go on"]);
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining(`Made the work tree ${tree("t1")}`) });
  expect(existsSync(path.join(tree("t1"), "resumed.txt"))).toBe(true);
  expect(JSON.stringify(model.requests[1]?.body)).toContain("the first");

  const [id = ""] = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/.exec(resumed.stdout + resumed.stderr) ?? [];
  const forked = await runCodex(workspace, ["exec", "fork", ...CONFINED, "--worktree=t2", id, "another way"]);
  expect(forked).toMatchObject({ code: 0 });
  expect(existsSync(path.join(tree("t2"), "forked.txt"))).toBe(true);
  expect(existsSync(path.join(workspace.cwd, "forked.txt"))).toBe(false);
  // A list of sessions could only be that of the new tree.
  const unnamed = await runCodex(workspace, ["resume", "--worktree"]);
  expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining("say which session") });
});

test("the repository's hooks do not run when a work tree is created", async () => {
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await begun(model);
  const hook = path.join(workspace.cwd, ".git/hooks/post-checkout");
  execFileSync(
    "sh",
    ["-c", `mkdir -p .git/hooks; printf '#!/bin/sh\ntouch ../ran\n' > ${hook}; chmod +x ${hook}`],
    workspace,
  );
  expect(await runCodex(workspace, ["exec", "--worktree", "go"])).toMatchObject({ code: 0 });
  expect(existsSync(path.join(workspace.cwd, "../ran"))).toBe(false);
});

test.each([
  { name: "outside of a repository", git: false, args: ["--worktree"], code: 1, said: "not inside a Git repository" },
  { name: "without a commit", git: true, args: ["--worktree"], code: 1, said: "no commit yet" },
  { name: "with a path for a name", git: true, args: ["--worktree=../x"], code: 2, said: "is no NAME" },
])("$name no work tree is created, and the reason is reported", async ({ git: isRepository, args, code, said }) => {
  await using workspace = await createWorkspace({ git: isRepository });
  const refused = await runCodex(workspace, ["exec", ...args, "--skip-git-repo-check", "go"]);
  expect(refused).toMatchObject({ code, stderr: expect.stringContaining(said) });
});
