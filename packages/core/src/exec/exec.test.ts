import { symlink } from "node:fs/promises";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecRunner } from "./exec.js";
import type { ExecOptions } from "./exec-options.js";
import type { ExecRunner } from "./exec-runner.js";
import type { ExecParams, ExecResult, ExecStream } from "./exec-types.js";

const PATH = "/usr/local/bin:/usr/bin:/bin";
let folder: TemporaryFolder;
let runner: ExecRunner;

beforeAll(() => {
  folder = new TemporaryFolder();
  runner = createExecRunner({ env: {}, platform: "linux" });
});

afterAll(async () => {
  await runner[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const run = (
  command: string[],
  { params = {}, options = {} }: { params?: Partial<ExecParams>; options?: Partial<ExecOptions> } = {},
): Promise<ExecResult> =>
  runner.run(
    { command, cwd: folder.path, timeoutMs: 100_000, env: { PATH }, ...params },
    {
      sandboxed: false,
      sandboxPolicy: { mode: "danger-full-access" },
      sandboxCwd: folder.path,
      signal: new AbortController().signal,
      ...options,
    },
  );

const bash = (script: string, how?: Parameters<typeof run>[1]) => run(["bash", "-c", script], how);

function outputOf(result: ExecResult) {
  if (!("output" in result)) throw new Error(`no output: ${result.type}, ${result.message}`);
  const { durationMs: _, ...output } = result.output;
  return { type: result.type, ...output };
}

it.concurrent("a command without a time limit gets the default: it ends after ten seconds", async () => {
  const result = await run(["sleep", "90"], { params: { timeoutMs: undefined } });
  expect(outputOf(result)).toMatchObject({ type: "timed-out", exitCode: 64, timedOut: true });
});

describe("a command that runs to its end", () => {
  it("returns both streams, in order, and the exit code", async () => {
    expect(outputOf(await bash("echo one; echo two >&2; exit 3"))).toEqual({
      type: "finished",
      exitCode: 3,
      stdout: "one\n",
      stderr: "two\n",
      aggregatedOutput: "one\ntwo\n",
      aggregatedTotalLines: 2,
      aggregatedOmittedBytes: 0,
      timedOut: false,
      signal: undefined,
    });
  });

  it("streams its output before it ends", async () => {
    const interrupt = new AbortController();
    const chunks: [ExecStream, string][] = [];
    const result = await bash("echo now; exec sleep 600", {
      options: {
        signal: interrupt.signal,
        onOutput: (stream, chunk) => {
          chunks.push([stream, Buffer.from(chunk).toString()]);
          interrupt.abort();
        },
      },
    });
    expect(chunks).toEqual([["stdout", "now\n"]]);
    expect(outputOf(result)).toMatchObject({ type: "interrupted", stdout: "now\n" });
  });

  it("reports the signal that ended it", async () => {
    expect(outputOf(await bash("kill -KILL $$"))).toMatchObject({ type: "finished", exitCode: 137, signal: "SIGKILL" });
  });

  it("replaces invalid UTF-8", async () => {
    expect(outputOf(await bash("printf 'a\\xff\\xfeb'"))).toMatchObject({ stdout: "a\ufffd\ufffdb" });
  });

  it("has no input, and real pipes for output", async () => {
    expect(outputOf(await bash("cat; echo err > /dev/stderr"))).toMatchObject({ exitCode: 0, stderr: "err\n" });
  });

  it("has exactly the given environment, and the marker if the network is disabled", async () => {
    const env = { PATH, ONLY: "this" };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills them in
    const script = 'echo "$ONLY ${HOME-unset} ${CODEX_SANDBOX_NETWORK_DISABLED-unset}"';
    const free = await bash(script, { params: { env } });
    const marked = await bash(script, { params: { env }, options: { sandboxPolicy: { mode: "read-only" } } });
    expect([outputOf(free).stdout, outputOf(marked).stdout]).toEqual(["this unset unset\n", "this unset 1\n"]);
  });
});

describe("a command that does not start", () => {
  it.each([
    [
      "no such program",
      ["no-such-program-anywhere"],
      {},
      "No such file or directory (os error 2): the program no-such-program-anywhere is not on the PATH",
    ],
    [
      "no such folder",
      ["true"],
      { cwd: "/no/such/folder" },
      "No such file or directory (os error 2): the working directory /no/such/folder does not exist or cannot be entered",
    ],
    ["a folder as program", ["/tmp"], {}, "Permission denied (os error 13): the program /tmp may not be executed"],
    ["no program", [], {}, "command args are empty"],
  ])("%s", async (_, command, params, message) => {
    expect(await run(command, { params })).toEqual({ type: "failed-to-start", message });
  });

  it("skips PATH folders that cannot be searched", async () => {
    const loop = folder.at("loop");
    await symlink(loop, loop);
    const env = { PATH: `${loop}:/dev/null:/usr/bin:/bin` };
    expect(await run(["true"], { params: { env } })).toMatchObject({ type: "finished", output: { exitCode: 0 } });
    const message = expect.stringContaining("the program no-such-program-anywhere is not on the PATH");
    expect(await run(["no-such-program-anywhere"], { params: { env } })).toEqual({ type: "failed-to-start", message });
  });

  it("fails cleanly for arguments that no program can receive", async () => {
    expect(await run(["echo", "a\0b"])).toMatchObject({ type: "failed-to-start" });
  });
});

describe("large output", () => {
  it("keeps moderately long output completely", async () => {
    const { stdout, aggregatedOutput } = outputOf(await bash("head -c 600000 /dev/zero | tr '\\0' x"));
    expect([stdout.length, aggregatedOutput.length]).toEqual([600_000, 600_000]);
  });

  it("keeps head and tail of longer output, counts its lines and limits what is streamed", async () => {
    let streamed = 0;
    const result = await bash("seq 1 3000000", { options: { onOutput: (_, chunk) => (streamed += chunk.length) } });
    const { stdout, aggregatedTotalLines } = outputOf(result);
    expect(stdout.startsWith("1\n2\n3\n")).toBe(true);
    expect(stdout.endsWith("2999999\n3000000\n")).toBe(true);
    expect(stdout).toMatch(/\n\[\.\.\. omitted \d+ bytes \.\.\.\]\n/);
    expect([stdout.length < 700_000, aggregatedTotalLines, streamed]).toEqual([true, 3_000_000, 320 * 1024]);
  });
});
