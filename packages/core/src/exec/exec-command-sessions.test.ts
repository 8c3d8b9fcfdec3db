import { existsSync } from "node:fs";
import { join } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, describe, expect, it } from "vitest";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { createExecRunner } from "./exec.js";
import {
  ExecCommandSessions,
  formatSessionOutput,
  type SessionResult,
  type YieldOptions,
} from "./exec-command-sessions.js";
import { HEAD_LIMIT_BYTES } from "./output/output-capture.js";
import type { SpawnPolicy } from "./spawn.js";

const env = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", TERM: "dumb" };
const folder = new TemporaryFolder();
const cwd = folder.path;
afterAll(() => folder[Symbol.dispose]());

const FULL: SpawnPolicy = { sandboxed: false, sandboxPolicy: { mode: "danger-full-access" }, sandboxCwd: "/" };
const READ_ONLY: SpawnPolicy = { sandboxed: true, sandboxPolicy: { mode: "read-only" }, sandboxCwd: "/" };
const workspace = (): SpawnPolicy => ({
  sandboxed: true,
  sandboxCwd: cwd,
  sandboxPolicy: WORKSPACE_WRITE,
});

function open() {
  const runner = createExecRunner({ env, platform: process.platform });
  const sessions = new ExecCommandSessions(runner);
  const options = (change: object = {}) => ({
    yieldTimeMs: 100_000,
    maxOutputTokens: 1000,
    signal: new AbortController().signal,
    ...change,
  });
  return {
    runner,
    sessions,
    run: (
      script: string,
      policy: SpawnPolicy = FULL,
      { tty = true, ...change }: { tty?: boolean } & Partial<YieldOptions> = {},
    ) =>
      sessions.start(
        sessions.reserveId(),
        { command: ["/bin/bash", "-c", script], cwd, env, tty },
        policy,
        options(change),
      ),
    type: (id: number, text: string, change: object = {}) => sessions.write(id, text, options(change)),
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await runner[Symbol.asyncDispose]();
    },
  };
}

function output(result: SessionResult) {
  if (result.type === "failed") throw new Error(result.message);
  return result;
}
function running(result: SessionResult): number {
  const { status } = output(result);
  if (status.type !== "running") throw new Error("it has ended");
  return status.sessionId;
}
/** Polls until the session has printed something, including `first`. */
async function readUntil(wanted: string, first: SessionResult, look: () => Promise<SessionResult>): Promise<string> {
  let text = output(first).output;
  while (!text.includes(wanted)) text += output(await look()).output;
  return text;
}

describe.each([
  ["without a sandbox", () => FULL],
  ["in the read-only sandbox", () => READ_ONLY],
  ["in the sandbox that can write the workspace", workspace],
] as const)("a terminal %s", (_, policy) => {
  it("runs a command to its end", async () => {
    await using terminals = open();
    const result = output(await terminals.run("test -t 0 && test -t 1 && stty size; exit 3", policy()));
    expect(result).toMatchObject({ status: { type: "exited", exitCode: 3 }, output: "24 80\n" });
    expect(formatSessionOutput(result)).toMatch(
      /^Wall time: \d+\.\d{3} seconds\nProcess exited with code 3\nOutput:\n24 80\n$/,
    );
  });

  it("accepts input, and Ctrl-C for its running program", async () => {
    await using terminals = open();
    const script = "echo ready; read name; echo hello $name; trap 'echo caught; exit 7' INT; echo waiting; sleep 1000";
    const first = await terminals.run(script, policy(), { yieldTimeMs: 0 });
    const id = running(first);
    const look = () => terminals.type(id, "", { yieldTimeMs: 20 });
    await readUntil("ready", first, look);
    await readUntil("waiting", await terminals.type(id, "you\n", { yieldTimeMs: 20 }), look);
    expect(output(await terminals.type(id, "\u0003"))).toMatchObject({
      status: { type: "exited", exitCode: 7 },
      output: expect.stringContaining("caught"),
    });
    expect(await terminals.type(id, "")).toEqual({ type: "failed", message: `unknown session id ${id}` });
  });

  it("passes Ctrl-C, and no other input, to a command on pipes", async () => {
    await using terminals = open();
    const script = "trap 'echo caught; exit 7' INT; echo waiting; while true; do sleep 0.05; done";
    const first = await terminals.run(script, policy(), { tty: false, yieldTimeMs: 0 });
    const id = running(first);
    await readUntil("waiting", first, () => terminals.type(id, "", { yieldTimeMs: 20 }));
    for (const text of ["text\n", "\u0003\n"]) {
      expect(await terminals.type(id, text)).toMatchObject({
        type: "failed",
        message: expect.stringContaining("takes no input but"),
      });
    }
    expect(output(await terminals.type(id, "\u0003"))).toMatchObject({
      status: { type: "exited", exitCode: 7 },
      output: expect.stringContaining("caught"),
    });
  });
});

describe("a terminal", () => {
  it("reports the exit code of a command that closed its terminal before it ended", async () => {
    await using terminals = open();
    const result = output(await terminals.run("exec 0<&- 1>&- 2>&-; sleep 0.2; exit 5"));
    expect(result.status).toEqual({ type: "exited", exitCode: 5 });
  });

  it("keeps the line ends of a command on pipes as they are", async () => {
    await using terminals = open();
    const script = "printf 'a\\r\\nb\\r\\n'";
    expect(output(await terminals.run(script, FULL, { tty: false })).output).toBe("a\r\nb\r\n");
    expect(output(await terminals.run("printf 'a\\nb\\n'")).output).toBe("a\nb\n");
  });

  it("answers input for a command that has ended with what the command printed", async () => {
    await using terminals = open();
    const id = running(await terminals.run("read name; sleep 0.2; echo $name", FULL, { yieldTimeMs: 0 }));
    await terminals.type(id, "you\n", { yieldTimeMs: 0 });
    await expect.poll(() => terminals.sessions.running).toEqual([]);
    expect(output(await terminals.type(id, "more\n"))).toMatchObject({
      status: { type: "exited", exitCode: 0 },
      output: expect.stringContaining("you"),
    });
  });

  it("shows people all of an output of which the model gets only a part", async () => {
    await using terminals = open();
    const { output: forModel, shown } = output(await terminals.run("seq 1 2000", FULL, { maxOutputTokens: 50 }));
    expect(forModel).toContain("truncated");
    expect(shown).toBe(`${Array.from({ length: 2000 }, (_, index) => index + 1).join("\n")}\n`);
  });

  it("is subject to the sandbox policy", async () => {
    await using terminals = open();
    const write = (name: string) => `echo x > ${join(cwd, name)} && echo written`;
    expect(output(await terminals.run(write("a"), READ_ONLY)).output).not.toContain("written\n");
    expect(output(await terminals.run(write("b"), workspace())).output).toContain("written");
    expect(output(await terminals.run("(exec 3<>/dev/tcp/127.0.0.1/9) 2>&1; true", workspace())).output).not.toMatch(
      /refused/i,
    );
    expect(existsSync(join(cwd, "a"))).toBe(false);
  });

  it("does not show tokens in URLs", async () => {
    await using terminals = open();
    const shown = output(await terminals.run("echo https://ghp_a1234567890123456@host/a", FULL)).output;
    expect(shown).toContain("https://***@host/a");
  });

  it("streams only the start of a long output", async () => {
    await using terminals = open();
    let shown = 0;
    const onOutput = (bytes: Uint8Array) => {
      shown += bytes.length;
    };
    const { status } = output(await terminals.run("head -c 3000000 /dev/zero", FULL, { onOutput }));
    expect(status.type).toBe("exited");
    expect(shown).toBe(HEAD_LIMIT_BYTES);
  });

  it("is not inherited by other commands", async () => {
    await using terminals = open();
    running(await terminals.run("sleep 1000", FULL, { yieldTimeMs: 0 }));
    const { output: listed } = output(await terminals.run("ls -l /proc/self/fd | grep -c ptmx", FULL));
    expect(listed).toBe("0\n");
  });

  it("keeps the output between two reads, cut in the middle", async () => {
    await using terminals = open();
    const script = "read go; seq 1 200000; echo end; sleep 1000";
    const id = running(await terminals.run(script, FULL, { yieldTimeMs: 0 }));
    let seen = 0;
    const enough = new AbortController();
    const onOutput = (bytes: Uint8Array) => {
      seen += bytes.length;
      if (seen > 4000) enough.abort();
    };
    const look = { yieldTimeMs: 100_000, maxOutputTokens: 100, onOutput, signal: enough.signal };
    const first = output(await terminals.type(id, "\n", look));
    expect(Buffer.byteLength(first.output)).toBeLessThanOrEqual(400);
    expect(first.originalTokens).toBeGreaterThan(100);
    expect(formatSessionOutput(first)).toMatch(/Process running with session ID \d+\nWarning: truncated output/);
  });

  it("ends with its processes when it is disposed or interrupted", async () => {
    const alive = (pid: number) => existsSync(`/proc/${pid}`);
    const pidIn = (text: string) => Number(/pid (\d+)/.exec(text)?.[1]);
    const stop = new AbortController();
    let pid: number;
    {
      await using terminals = open();
      const stopped = await terminals.run("echo pid $$; sleep 1000", FULL, {
        signal: stop.signal,
        onOutput: () => stop.abort(),
      });
      expect(alive(pidIn(output(stopped).output))).toBe(false);

      const first = await terminals.run("(setsid sleep 1000 &); echo pid $$; sleep 1000", FULL, { yieldTimeMs: 0 });
      const look = () => terminals.type(running(first), "", { yieldTimeMs: 20 });
      pid = pidIn(await readUntil("\n", first, look));
      expect(alive(pid)).toBe(true);
    }
    expect(alive(pid)).toBe(false);
  });

  it("is refused when none is available", async () => {
    await using terminals = open();
    const options = { yieldTimeMs: 0, maxOutputTokens: 10, signal: new AbortController().signal };
    const nothing = { command: [], cwd, env, tty: true };
    expect(await terminals.sessions.start(0, nothing, FULL, options)).toMatchObject({
      type: "failed",
    });
    for (let count = 0; count < 32; count++) running(await terminals.run("sleep 1000", FULL, { yieldTimeMs: 0 }));
    expect(await terminals.run("true")).toMatchObject({
      type: "failed",
      message: expect.stringContaining("32 sessions"),
    });
  });
});

it("lists the running terminals, and ends one of them", async () => {
  await using terminals = open();
  const { status } = output(await terminals.run("echo up; exec sleep 600", FULL, { yieldTimeMs: 300 }));
  if (status.type !== "running") throw new Error("it ended");
  expect(terminals.sessions.running).toMatchObject([
    { id: status.sessionId, command: ["/bin/bash", "-c", "echo up; exec sleep 600"], cwd },
  ]);
  expect(await terminals.sessions.end(status.sessionId)).toBe(true);
  await expect.poll(() => terminals.sessions.running).toEqual([]);
  expect(await terminals.sessions.end(status.sessionId + 1)).toBe(false);
});
