import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { builtCodex, repositoryRoot } from "./support/built-codex.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const PATCH = "*** Begin Patch\n*** Add File: a.txt\n+added\n*** End Patch\n";

test.each(["apply_patch", "applypatch"])("started as %s, it applies a patch", async (name) => {
  await using workspace = await createWorkspace();
  const { stdout } = await runAs(workspace, name, [PATCH]);
  expect(stdout).toBe("Success. Updated the following files:\nA a.txt\n");
  expect(await workspace.read("a.txt")).toBe("added\n");
});

test("a shell can start what was built, as npm's link to an earlier build does", async () => {
  await using workspace = await createWorkspace();
  const env = { ...workspace.env, PATH: path.dirname(process.execPath) + path.delimiter + workspace.env["PATH"] };
  const { stdout } = await promisify(execFile)(await builtCodex(), ["--version"], { cwd: workspace.cwd, env });
  expect(stdout).toMatch(/^codex-cli /);
});

test("--codex-run-as-apply-patch does the same", async () => {
  await using workspace = await createWorkspace();
  expect(await runCodex(workspace, ["--codex-run-as-apply-patch", PATCH])).toMatchObject({ code: 0 });
  expect(await workspace.read("a.txt")).toBe("added\n");
});

test("started as codex-exec, its arguments are those of codex exec", async () => {
  await using workspace = await createWorkspace();
  await expect(runAs(workspace, "codex-exec", ["--no-such-option"])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("codex exec --help"),
  });
});

test("started as codex-linux-sandbox, it confines a command", async ({ skip }) => {
  if (process.platform !== "linux") skip("only on Linux");
  await using workspace = await createWorkspace();
  const confined = (policy: object, ...command: string[]) =>
    runAs(workspace, "codex-linux-sandbox", [workspace.cwd, JSON.stringify(policy), "--", ...command]);
  const { stdout } = await confined({ mode: "read-only" }, "echo", "hi");
  expect(stdout).toBe("hi\n");
  await expect(confined({ mode: "read-only" }, "touch", "x")).rejects.toMatchObject({ code: 1 });
  await confined({ mode: "workspace-write", writable_roots: [], network_access: false }, "touch", "x");
  expect(await workspace.read("x")).toBe("");
  await expect(runAs(workspace, "codex-linux-sandbox", ["."])).rejects.toMatchObject({ code: 2 });
});

test("apply_patch is a program for the model's scripts", async () => {
  const script = `cat > p <<'EOF'\n${PATCH}EOF\nfor patch in p; do apply_patch "$(cat $patch)"; done`;
  await using model = await startModelServer([sse.shell(["bash", "-c", script]), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const { code } = await runCodex(workspace, ["exec", "--sandbox", "danger-full-access", "go"]);
  expect(code).toBe(0);
  expect(await workspace.read("a.txt")).toBe("added\n");
});

test.each([
  ["after a setting", `set -e; apply_patch <<'EOF'\n${PATCH}EOF`],
  ["before another command", `apply_patch <<'EOF' && echo then > b.txt\n${PATCH}EOF`],
  ["fed by a pipe", `printf '%s' '${PATCH}' | apply_patch`],
])("apply_patch works %s in a login shell, whatever its profile sets PATH to", async (_, script) => {
  await using model = await startModelServer([sse.shell(["bash", "-lc", script]), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const home = path.join(workspace.cwd, "home");
  await mkdir(home);
  await writeFile(path.join(home, ".bash_profile"), "PATH=/usr/local/bin:/usr/bin:/bin\n");
  const args = ["exec", "--skip-git-repo-check", "-s", "danger-full-access", "go"];
  const { code } = await runCodex(workspace, args, { env: { HOME: home } });
  expect([code, await workspace.read("a.txt")]).toEqual([0, "added\n"]);
});

test("the package has a link for each name, all to one program, so that npx knows which one to run", async () => {
  await using workspace = await createWorkspace();
  const manifest: unknown = JSON.parse(await readFile(path.join(repositoryRoot, "apps/cli/package.json"), "utf8"));
  expect(manifest).toMatchObject({
    bin: Object.fromEntries(
      ["codex", "apply_patch", "codex-exec", "codex-linux-sandbox"].map((name) => [name, "dist/codex.js"]),
    ),
  });
  const complaint = (name: string) =>
    runAs(workspace, name, ["--no-such-option", "x"]).then(
      () => "",
      (error: unknown) => String(Object(error).stderr),
    );
  expect(await complaint("codex-exec")).toContain("codex exec --help");
  expect(await complaint("codex-linux-sandbox")).toContain("codex-linux-sandbox");
  expect(await complaint("apply_patch")).toContain("apply_patch takes one argument");
});

/** Starts the program through a link of that name. */
async function runAs(workspace: Workspace, name: string, args: readonly string[]) {
  const folder = path.join(workspace.codexHome, "links");
  await mkdir(folder, { recursive: true });
  const link = path.join(folder, name);
  await symlink(await builtCodex(), link).catch(() => {});
  return promisify(execFile)(process.execPath, [link, ...args], { cwd: workspace.cwd, env: workspace.env });
}
