import { readdirSync, readFileSync } from "node:fs";
import { createLinuxSandbox } from "@codex/linux-sandbox";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { createExecRunner } from "./exec.js";
import type { ExecRunner } from "./exec-runner.js";
import type { ExecResult } from "./exec-types.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const working = (await probe.report()).filter(({ works }) => works).map(({ name }) => name);
const canConfine = working.includes("landlock") && working.includes("bwrap");

const fullAccess: CurrentSandboxPolicy = { mode: "danger-full-access" };
const policies: readonly CurrentSandboxPolicy[] = [
  fullAccess,
  ...(canConfine ? ([{ mode: "read-only" }, WORKSPACE_WRITE] satisfies CurrentSandboxPolicy[]) : []),
];

let folder: TemporaryFolder;
let runner: ExecRunner;

beforeAll(() => {
  folder = new TemporaryFolder();
});
afterAll(() => folder[Symbol.dispose]());
beforeEach(() => {
  runner = createExecRunner({ env: {}, platform: "linux" });
});
afterEach(() => runner[Symbol.asyncDispose]());

interface How {
  readonly policy?: CurrentSandboxPolicy;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: () => void;
}

function bash(script: string, { policy = fullAccess, timeoutMs = 100_000, signal, onOutput }: How = {}) {
  // The canary distinguishes the commands of this test from all others on the machine.
  const env = { PATH: "/usr/bin:/bin", CANARY: folder.path };
  return runner.run(
    { command: ["bash", "-c", script], cwd: folder.path, timeoutMs, env },
    {
      sandboxed: true,
      sandboxPolicy: policy,
      sandboxCwd: folder.path,
      signal: signal ?? new AbortController().signal,
      ...(onOutput && { onOutput }),
    },
  );
}

function alive(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).includes(`CANARY=${folder.path}\0`))
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll("\0", " "));
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** Leftovers are ended soon after the command's own end; how soon depends on the machine's load. */
const expectNothingAlive = () => expect.poll(alive).toEqual([]);

/** Retries with longer and longer limits until the command gets to print something. */
async function timeOutAfterOutput(script: string, timeoutMs: number): Promise<ExecResult> {
  const result = await bash(script, { timeoutMs });
  const isTooSoon = result.type === "timed-out" && result.output.stdout === "";
  return isTooSoon ? timeOutAfterOutput(script, timeoutMs * 4) : result;
}

function exitCodeOf(result: ExecResult): number {
  if (!("output" in result)) throw new Error(`${result.type}: ${result.message}`);
  return result.output.exitCode;
}

const LEAVING = [
  "sleep 999 & echo hi",
  "sleep 999 >/dev/null 2>&1 & echo hi",
  "setsid sleep 999 & echo hi",
  "setsid -f sleep 999 >/dev/null 2>&1; echo hi",
  "(setsid bash -c 'trap \"\" TERM HUP; sleep 999; sleep 999' >/dev/null 2>&1 &) ; echo hi",
  "exec > >(tee /dev/null) 2>&1; echo hi",
  "nohup sleep 999 >/dev/null 2>&1 & disown; echo hi",
  "sleep 999 < <(yes) & echo hi",
  "(sleep 999 | sleep 999) & echo hi",
  "coproc sleep 999; echo hi",
];

describe.each(policies)("under $mode", (policy) => {
  it("a hundred commands that leave processes behind leave none running", async () => {
    for (let round = 0; round < 10; round++) {
      const results = await Promise.all(LEAVING.map((script) => bash(script, { policy })));
      expect(results.map(exitCodeOf)).toEqual(LEAVING.map(() => 0));
    }
    await expectNothingAlive();
  });

  it.each([
    ["a plain wait", "echo go; sleep 999"],
    ["children", "echo go; sleep 999 & sleep 998 | sleep 997; wait"],
    ["another session", "setsid sleep 999 & echo go; sleep 999"],
    ["one that ignores being asked", "trap '' TERM INT HUP; echo go; sleep 999; sleep 999"],
    ["a full pipe", "echo go; yes"],
    [
      "a pipe without a reader",
      "mkfifo /tmp/none 2>/dev/null; echo go; exec 3<>/dev/null; cat < /dev/zero > /dev/null",
    ],
  ])("an interrupt ends %s", async (_, script) => {
    const interrupt = new AbortController();
    const result = await bash(script, { policy, signal: interrupt.signal, onOutput: () => interrupt.abort() });
    expect(result.type).toBe("interrupted");
    await expectNothingAlive();
  });
});

describe("a timeout", () => {
  it("ends the whole process tree, keeps its output and reports the timeout", async () => {
    const result = await timeOutAfterOutput("echo before; setsid sleep 999 & sleep 999", 100);
    expect(result).toMatchObject({ type: "timed-out", output: { stdout: "before\n", timedOut: true, exitCode: 64 } });
    await expectNothingAlive();
  });

  it("may be longer than any timer", async () => {
    expect(exitCodeOf(await bash("exit 7", { timeoutMs: Number.MAX_SAFE_INTEGER }))).toBe(7);
  });
});

describe("the runner", () => {
  it("ends running commands when it is disposed, and starts none afterwards", async () => {
    const started = Promise.withResolvers<void>();
    const running = bash("setsid sleep 999 & echo go; sleep 999", { onOutput: () => started.resolve() });
    await started.promise;
    await runner[Symbol.asyncDispose]();
    expect((await running).type).toBe("interrupted");
    await expectNothingAlive();
    expect((await bash("true")).type).toBe("interrupted");
  });

  it("runs many at once without mixing their output", async () => {
    const scripts = Array.from({ length: 50 }, (_, index) => `echo ${index}`);
    const results = await Promise.all(scripts.map((script) => bash(script)));
    expect(results.map((result) => "output" in result && result.output.stdout)).toEqual(
      scripts.map((_, index) => `${index}\n`),
    );
  });
});
