import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { acquireFileLock } from "@codex/private-files";

export const repositoryRoot = fileURLToPath(new URL("../../../..", import.meta.url));
const app = path.join(repositoryRoot, "apps/cli");
const program = path.join(app, "dist/codex.js");
const lock = path.join(repositoryRoot, "node_modules/.codex-cli-build/lock");

/** Checking every source takes a while, and none changes while a test file runs. */
let built: Promise<string> | undefined;

/** The program as shipped, rebuilt if a source is newer. Concurrent test files wait for one build. */
export function builtCodex(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  // The program exists before its compiled code does.
  await using held = await acquireFileLock(lock, { timeoutMs: LOCK_LIMIT_MS });
  if (held === undefined) throw new Error(`another process builds Codex for more than ${LOCK_LIMIT_MS} ms`);
  if (!(await isFresh()))
    await promisify(execFile)(process.execPath, [rolldown, "-c", "rolldown.config.ts"], { cwd: app });
  return program;
}

const rolldown = path.join(repositoryRoot, "node_modules/rolldown/bin/cli.mjs");
const LOCK_LIMIT_MS = 250_000;

async function isFresh(): Promise<boolean> {
  const built = await modifiedAt(program);
  if (built === undefined) return false;
  const packages = await readdir(path.join(repositoryRoot, "packages"));
  const folders = [
    path.join(app, "src"),
    path.join(app, "assets"),
    path.join(repositoryRoot, "bundle"),
    ...packages.map((name) => path.join(repositoryRoot, "packages", name, "src")),
  ];
  const files = [path.join(app, "rolldown.config.ts"), path.join(app, "package.json")];
  const newest = await Promise.all([...folders.map(newestIn), ...files.map(modifiedAt)]);
  return newest.every((time = 0) => time <= built);
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const times = await Promise.all(
    entries.filter((name) => !name.endsWith(".test.ts")).map((name) => modifiedAt(path.join(folder, name))),
  );
  return Math.max(0, ...times.map((time) => time ?? 0));
}

async function modifiedAt(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
