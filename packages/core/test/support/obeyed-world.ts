import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type BackendName, createLinuxSandbox } from "@codex/linux-sandbox";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { createExecRunner } from "../../src/exec/exec.js";
import type { ExecRunner } from "../../src/exec/exec-runner.js";
import type { ExecResult } from "../../src/exec/exec-types.js";
import { SessionRoots } from "../../src/safety/roots/session-roots.js";
import { WORKSPACE_WRITE, type WorkspaceWrite } from "./workspace-write.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const working = (await probe.report()).flatMap(({ name, works }) => (works ? [name] : []));

/** Contains the user's home and the project; new for each test. */
export let base: string;
export let home: string;
/** The project. */
export let work: string;
/** Exists once Git or a shell has run something that a command planted. */
export let proof: string;
export let backend: BackendName;
export let runner: ExecRunner;

/** Tests of files that a command may leave for others to obey, with each sandbox backend that works here. */
export function underEachBackend(what: string, tests: () => void): void {
  describe.each<BackendName>(["bwrap", "unshare", "landlock"])("what others obey, under %s", (name) => {
    describe.skipIf(!working.some((one) => one === name))("(skipped where it does not work)", () => {
      beforeAll(() => {
        backend = name;
        runner = createExecRunner({ env: {}, platform: "linux", backends: [name] });
      });
      afterAll(() => runner[Symbol.asyncDispose]());
      beforeEach(() => {
        const folder = new TemporaryFolder({}, homedir());
        base = folder.path;
        [home, work, proof] = [join(base, "home"), join(base, "work"), join(base, "PWN")];
        for (const path of [home, work, join(base, "codex-home")]) mkdirSync(path);
        return () => folder[Symbol.dispose]();
      });

      describe(what, tests);
    });
  });
}

export const env = () => ({ PATH: process.env["PATH"] ?? "", HOME: home, GIT_CONFIG_NOSYSTEM: "1" });
export const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
export const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", [...identity, ...args], { cwd, stdio: "pipe", env: env() }).toString();
export const write = (file: string, text: string) => {
  mkdirSync(dirname(join(base, file)), { recursive: true });
  writeFileSync(join(base, file), text);
};
export const init = (folder: string) => {
  git(base, "init", "-q", "-b", "main", folder);
  git(folder, "commit", "-q", "--allow-empty", "-m", "one");
};

interface Options {
  readonly policy?: Partial<WorkspaceWrite>;
  readonly cwd?: string;
  readonly roots?: SessionRoots;
}

export const sessionRoots = () => new SessionRoots({ env: env(), codexHome: join(base, "codex-home") });

export async function run(
  script: string,
  { policy = {}, cwd = work, roots = sessionRoots() }: Options = {},
): Promise<ExecResult> {
  return runner.run(
    { command: ["bash", "-c", script], cwd, timeoutMs: 100_000, env: env() },
    {
      sandboxed: true,
      sandboxPolicy: { ...WORKSPACE_WRITE, ...policy },
      sandboxCwd: cwd,
      roots,
      signal: new AbortController().signal,
    },
  );
}

export async function codeOf(result: Promise<ExecResult>): Promise<number | string> {
  const ended = await result;
  return "output" in ended ? ended.output.exitCode : ended.message;
}

/** Whether Git runs a planted program in a folder, whatever the user does there. */
export function gitRunsProof(...folders: string[]): boolean {
  for (const folder of folders) {
    for (const args of [["status"], ["log", "-1"], ["commit", "--allow-empty", "-m", "x"], ["diff", "HEAD"]]) {
      try {
        git(folder, ...args);
      } catch {
        // Not a repository, or not any more.
      }
    }
  }
  return existsSync(proof);
}

/** As a shell word: settings that make Git run something at the next opportunity. */
export const evil = () => `$'[core]\\n\\trepositoryformatversion = 0\\n\\tfsmonitor = touch ${proof}; false\\n'`;
export const evilHook = (path: string) => `printf '#!/bin/sh\\ntouch ${proof}\\n' > ${path}; chmod +x ${path}`;
