import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const rows = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(/\s{2,}/));

test("features are listed by name, with their state after configuration and command line", async () => {
  await using workspace = await createWorkspace({ config: "features = { shell_tool = false }" });
  const listed = await runCodex(workspace, ["features", "list", "--disable", "undo"]);
  const features = rows(listed.stdout);
  expect(features.map(([name]) => name)).toEqual(features.map(([name]) => name).toSorted());
  expect(features).toContainEqual(["shell_tool", "stable", "false"]);
  expect(features).toContainEqual(["undo", "stable", "false"]);
  const enabled = await runCodex(workspace, ["features", "list", "--enable", "shell_tool"]);
  expect(rows(enabled.stdout)).toContainEqual(["shell_tool", "stable", "true"]);
  const unknown = await runCodex(workspace, ["features", "list", "--enable", "no_such"]);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("no feature 'no_such'") });
  const misspelled = await runCodex(workspace, ["features", "list", "--disable", "shel_tool"]);
  expect(misspelled).toMatchObject({ code: 1, stderr: expect.stringContaining("did you mean 'shell_tool'?") });
  const ofOthers = await runCodex(workspace, ["features", "list", "--disable", "apps_of_others"]);
  expect(ofOthers).toMatchObject({ code: 0, stderr: "", stdout: listed.stdout.replace(/^(undo .*)false$/m, "$1true") });
});

test("a feature is switched in config.toml, which is otherwise kept; unknown ones are refused", async () => {
  await using workspace = await createWorkspace({ config: "# mine" });
  expect(await runCodex(workspace, ["features", "disable", "undo"])).toMatchObject({ code: 0, stderr: "" });
  expect(rows((await runCodex(workspace, ["features", "list"])).stdout)).toContainEqual(["undo", "stable", "false"]);
  await runCodex(workspace, ["features", "enable", "undo"]);
  expect(await readFile(path.join(workspace.codexHome, "config.toml"), "utf8")).toMatch(/# mine.*undo = true/s);
  expect((await runCodex(workspace, ["features", "enable", "no_such"])).code).toBe(1);
});

test("exec --trust trusts the folder, unless the user has marked it as untrusted", async () => {
  await using model = await startModelServer([sse.say("hello")]);
  await using workspace = await createWorkspace({ model });
  const configFile = path.join(workspace.codexHome, "config.toml");
  expect(await runCodex(workspace, ["exec", "--trust", "--skip-git-repo-check", "go"])).toMatchObject({ code: 0 });
  const config = await readFile(configFile, "utf8");
  expect(config).toContain('trust_level = "trusted"');
  await writeFile(configFile, config.replace('"trusted"', '"untrusted"'));
  const refused = await runCodex(workspace, ["exec", "--trust", "--skip-git-repo-check", "go"]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("untrusted") });
  expect(await readFile(configFile, "utf8")).toContain('trust_level = "untrusted"');
});

test("a profile is a separate file; a path is refused", async () => {
  await using model = await startModelServer([sse.say("hello")]);
  await using workspace = await createWorkspace({ model });
  await writeFile(path.join(workspace.codexHome, "quick.config.toml"), 'model = "quick-model"\n');
  await runCodex(workspace, ["exec", "-p", "quick", "--skip-git-repo-check", "go"]);
  expect(model.requests[0]?.body).toMatchObject({ model: "quick-model" });
  expect((await runCodex(workspace, ["exec", "-p", "../quick", "go"])).code).toBe(2);
});

test("a command runs in a profile's sandbox", async () => {
  await using workspace = await createWorkspace({ config: 'sandbox_mode = "danger-full-access"' });
  await writeFile(path.join(workspace.codexHome, "careful.config.toml"), 'sandbox_mode = "read-only"\n');
  const touch = (...options: string[]) => runCodex(workspace, ["sandbox", ...options, "--", "touch", "made"]);
  expect((await touch("-p", "careful")).code).not.toBe(0);
  expect(await touch()).toMatchObject({ code: 0, stderr: "" });
});

test("a command runs in the configured sandbox, and we exit with its status", async () => {
  await using workspace = await createWorkspace({ config: 'sandbox_mode = "read-only"' });
  expect(await runCodex(workspace, ["sandbox", "--", "sh", "-c", "echo in; exit 3"])).toMatchObject({
    code: 3,
    stdout: "in\n",
  });
  expect((await runCodex(workspace, ["sandbox", "--", "sh", "-c", "echo x > f"])).code).not.toBe(0);
  expect(existsSync(path.join(workspace.cwd, "f"))).toBe(false);
  expect(await runCodex(workspace, ["sandbox", "-s", "workspace-write", "--", "touch", "f"])).toMatchObject({
    code: 0,
  });
  expect(existsSync(path.join(workspace.cwd, "f"))).toBe(true);
});

test("the models, and the input they would get, can be inspected", async () => {
  await using workspace = await createWorkspace({ files: { "AGENTS.md": "Be kind." } });
  const models = await runCodex(workspace, ["debug", "models"]);
  expect(JSON.parse(models.stdout).models.map(({ slug }: { slug: string }) => slug)).toContain("gpt-5");
  await writeFile(path.join(workspace.codexHome, "models.json"), '{"models":[]}');
  const own = ["-c", "model_catalog_json=models.json"];
  expect(JSON.parse((await runCodex(workspace, ["debug", "models", ...own])).stdout)).toEqual({ models: [] });
  expect(await runCodex(workspace, ["debug", "models", "--bundled", ...own])).toEqual(models);
  const input = JSON.parse((await runCodex(workspace, ["debug", "prompt-input", "hello"])).stdout);
  expect(JSON.stringify(input)).toContain("Be kind.");
  expect(input.at(-1)).toEqual({ type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] });
  await writeFile(path.join(workspace.cwd, "dot.png"), Buffer.from(PIXEL, "base64"));
  const pictured = await runCodex(workspace, ["debug", "prompt-input", "-i", "dot.png", "what?"]);
  const [picture, words] = JSON.parse(pictured.stdout).at(-1).content;
  expect(picture).toEqual({ type: "input_image", image_url: expect.stringMatching(/^data:image\/png;base64,/) });
  expect(words).toEqual({ type: "input_text", text: "what?" });
  const missing = await runCodex(workspace, ["debug", "prompt-input", "-i", "no.png"]);
  expect(missing).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("no.png") });
});

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("an unknown key is a warning, and with --strict-config an error", async () => {
  await using workspace = await createWorkspace({ config: "no_such_key = 1" });
  expect((await runCodex(workspace, ["features", "list"])).code).toBe(0);
  const strict = await runCodex(workspace, ["features", "list", "--strict-config"]);
  expect(strict).toMatchObject({ code: 1, stderr: expect.stringContaining("no_such_key") });
});

/** As in a container with an arbitrary user id: no HOME, and no entry in /etc/passwd. */
const NOBODY = 2_147_480_000;

test.skipIf(process.getuid?.() !== 0)("without any home folder, CODEX_HOME is enough (needs root)", async () => {
  await using model = await startModelServer([sse.say("hello")]);
  await using workspace = await createWorkspace({ model });
  for (const folder of [workspace.cwd, workspace.codexHome]) execFileSync("chown", ["-R", String(NOBODY), folder]);
  await chmod(path.dirname(workspace.cwd), 0o755);
  const { HOME: _home, CODEX_HOME, ...env } = workspace.env;
  const run = async (more: Readonly<Record<string, string | undefined>>) => {
    const args = [await builtCodex(), "exec", "--skip-git-repo-check", "hi"];
    const child = spawn(process.execPath, args, { cwd: workspace.cwd, env: { ...env, ...more }, uid: NOBODY });
    child.stdin.end();
    const ended = once(child, "exit");
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, stdout, stderr };
  };
  expect(await run({ CODEX_HOME })).toMatchObject({ code: 0, stdout: "hello\n" });
  expect(await run({})).toMatchObject({ code: 1, stderr: expect.stringContaining("set HOME, or CODEX_HOME") });
});
