import { watch } from "node:fs";
import { tmpdir } from "node:os";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { createExecRunner } from "./exec.js";

const env = { PATH: process.env["PATH"] ?? "" };

test.skipIf(process.platform !== "linux").each([
  ["pipes", { type: "input-and-output" }],
  ["a terminal", { type: "terminal", size: undefined }],
] as const)(
  "over %s, output is only read when requested, and then arrives completely (Linux only)",
  async (_, streams) => {
    using cwd = new TemporaryFolder();
    await using runner = createExecRunner({ env, platform: process.platform });
    let text = "";
    const early = Promise.withResolvers<void>();
    const outcome = await runner.startForClient(
      {
        command: ["sh", "-c", "echo early; read go; echo late; : > written"],
        cwd: cwd.path,
        env,
        streams,
        onOutput(_stream, bytes) {
          text += Buffer.from(bytes);
          early.resolve();
        },
      },
      { sandboxed: false, sandboxPolicy: { mode: "danger-full-access" }, sandboxCwd: cwd.path },
    );
    if (outcome.type !== "started") throw new Error(outcome.message);
    await using command = outcome.command;
    await early.promise;
    command.pause();
    const written = fileIn(cwd.path);
    command.write(Buffer.from("go\n"));
    await written;
    expect(text).not.toContain("late");
    command.resume();
    expect(await command.ended).toBe(0);
    expect(text).toContain("late");
  },
);

test("ending a command does not wait for a client that has stopped reading", async () => {
  await using runner = createExecRunner({ env, platform: process.platform });
  const started = Promise.withResolvers<void>();
  const outcome = await runner.startForClient(
    { command: ["yes"], cwd: tmpdir(), env, streams: { type: "output" }, onOutput: () => started.resolve() },
    { sandboxed: false, sandboxPolicy: { mode: "danger-full-access" }, sandboxCwd: tmpdir() },
  );
  if (outcome.type !== "started") throw new Error(outcome.message);
  await started.promise;
  outcome.command.pause();
  await outcome.command[Symbol.asyncDispose]();
  expect(await outcome.command.ended).toBeGreaterThan(0);
});

/** Resolves when the first file is created in a folder. */
function fileIn(folder: string): Promise<void> {
  const made = Promise.withResolvers<void>();
  const watcher = watch(folder, () => {
    watcher.close();
    made.resolve();
  });
  return made.promise;
}
