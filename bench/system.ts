import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { searchFiles } from "@codex/file-search";
import type { SandboxPolicy } from "@codex/protocol";
import { createExecRunner } from "../packages/core/src/exec/exec.js";
import { temporaryFolder } from "./engine.js";
import { compare, type Measurement } from "./measure.js";

/** A query over 20,000 files, including listing them, compared with `git ls-files` of the same folder. */
export async function fileSearch(): Promise<Measurement> {
  await using folder = await temporaryFolder();
  for (let directory = 0; directory < 200; directory++) {
    const parent = path.join(folder.path, `part-${directory}/src`);
    await mkdir(parent, { recursive: true });
    await Promise.all(Array.from({ length: 100 }, (_, file) => writeFile(path.join(parent, `module-${file}.ts`), "")));
  }
  await promisify(execFile)("git", ["init", "--quiet", folder.path]);
  const git = () =>
    promisify(execFile)("git", ["-C", folder.path, "ls-files", "--others", "--exclude-standard"], {
      maxBuffer: 1 << 26,
    });
  const { signal } = new AbortController();
  const times = await compare(() => searchFiles("p17mod42", folder.path, { limit: 20, signal }), git, 5);
  return { ...times, figure: `${times.ours.toFixed(0)} ms` };
}

/** `true` in a read-only sandbox, compared with the same without one. */
export async function confinedSpawn(): Promise<Measurement> {
  await using runner = createExecRunner({ env: {}, platform: process.platform });
  const run = (policy: SandboxPolicy) => async () => {
    const params = { command: ["true"], cwd: "/", timeoutMs: undefined, env: { PATH: "/usr/bin:/bin" } };
    const sandboxed = policy.mode !== "danger-full-access";
    const { signal } = new AbortController();
    for (let index = 0; index < 20; index++) {
      const result = await runner.run(params, { sandboxed, sandboxPolicy: policy, sandboxCwd: "/", signal });
      if (result.type !== "finished") throw new Error(`true ended as ${result.type}`);
    }
  };
  const times = await compare(run({ mode: "read-only" }), run({ mode: "danger-full-access" }));
  return { ...times, figure: `${((times.ours - times.yardstick) / 20).toFixed(2)} ms more each` };
}
