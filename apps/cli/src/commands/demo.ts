import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createReplayModel, createSpawner, loadConfig } from "@codex/core";
import { runExec } from "@codex/exec";
import { createStyle } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { execOutput } from "../exec/exec-output.js";
import type { Io } from "../io.js";
import { isColoured } from "../is-coloured.js";
import { createEngine } from "./engine.js";

const PROMPT = "The test of mean.js fails. Find out why and fix it.";

/** The demo's project: a function with a bug, and a test that fails because of it. */
const FILES = {
  "mean.js": `/** The arithmetic mean of a list of numbers. */
export function mean(values) {
  const sum = values.reduce((a, b) => a + b, 0);
  return sum / (values.length - 1);
}
`,
  "mean.test.js": `import assert from "node:assert/strict";
import { mean } from "./mean.js";

assert.equal(mean([2, 4, 6]), 4);
assert.equal(mean([]), 0);
console.log("2 assertions hold");
`,
  "package.json": `${JSON.stringify({ name: "demo", private: true, type: "module" }, null, 2)}\n`,
} as const;

/**
 * `codex demo`: runs a recorded model with the real engine in a new repository. Commands really run and the patch is really applied; only
 * the model's replies are recorded.
 */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  await using workspace = await createWorkspace();
  const recording = await readFile(new URL("./demo.jsonl", import.meta.url), "utf8");
  const isConfined = await canConfine(io);
  const config = await loadConfig({
    codexHome: path.join(workspace.root, "codex-home"),
    cwd: workspace.project,
    env: io.env,
    cliOverrides: [],
    overrides: {
      model: "gpt-5",
      approvalPolicy: "never",
      sandboxMode: isConfined ? "workspace-write" : "danger-full-access",
      includePlanTool: true,
      includeApplyPatchTool: true,
    },
  });
  const model = createReplayModel(recording, { variables: { NODE: process.execPath } });
  await using engine = await createEngine(config, io, { createModelClient: () => model });
  const style = createStyle(isColoured(invocation, io));
  io.stderr.write(
    style.dim("A recorded session with the real engine: no network, no key, a temporary repository.\n\n"),
  );
  if (!isConfined) io.stderr.write("No sandbox works here ('codex doctor'), so its commands run without one.\n\n");
  const outcome = await runExec({
    manager: engine.manager,
    config,
    prompt: PROMPT,
    images: [],
    output: execOutput(invocation, config, io),
    signal: io.signal,
  });
  return outcome.status === "completed" ? 0 : 1;
}

/** Whether this machine has a sandbox. The recorded commands are known to be harmless, so the demo also runs without one. */
async function canConfine({ env, platform }: Io): Promise<boolean> {
  await using spawner = createSpawner({ env, platform });
  return (await spawner.report()).some(({ works }) => works);
}

interface Workspace extends AsyncDisposable {
  readonly root: string;
  readonly project: string;
}

async function createWorkspace(): Promise<Workspace> {
  const root = await mkdtemp(path.join(tmpdir(), "codex-demo-"));
  const project = path.join(root, "project");
  const git = (...args: string[]) => promisify(execFile)("git", ["-C", project, ...args]);
  await promisify(execFile)("git", ["init", "--quiet", project]);
  for (const [name, content] of Object.entries(FILES)) await writeFile(path.join(project, name), content);
  await git("add", "--all");
  const author = ["-c", "user.name=Codex demo", "-c", "user.email=demo@codex.invalid", "-c", "commit.gpgsign=false"];
  await git(...author, "commit", "--quiet", "--message", "A function and its test");
  return { root, project, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}
