import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { ModelClient } from "@codex/core";
import { Codex } from "@codex/sdk";
import { expect, test } from "vitest";
import { createExecRunner } from "../packages/core/src/exec/exec.js";
import { temporaryFolder } from "./engine.js";

const parrot: ModelClient = {
  async *stream() {
    const content = [{ type: "output_text" as const, text: "an answer ".repeat(10) }];
    yield { type: "output-item-done", item: { type: "message", role: "assistant", content } };
    yield { type: "completed", responseId: "r", tokenUsage: undefined };
  },
};
const mebibytes = () => Math.round(process.memoryUsage().rss / 1024 / 1024);
const print = (text: string) => process.stdout.write(`${text}\n`);

async function startCodex(folder: string) {
  const codexHome = path.join(folder, "home");
  await mkdir(codexHome);
  return new Codex({ env: { CODEX_HOME: codexHome }, createModelClient: () => parrot });
}

test("10,000 turns of one conversation", { timeout: 300_000 }, async () => {
  await using folder = await temporaryFolder();
  await using codex = await startCodex(folder.path);
  const thread = codex.startThread({ workingDirectory: folder.path, skipGitRepoCheck: true });
  const seconds: number[] = [];
  for (let thousand = 1; thousand <= 10; thousand++) {
    const started = process.cpuUsage();
    for (let turn = 0; turn < 1000; turn++) await thread.run("go on");
    const { user, system } = process.cpuUsage(started);
    seconds.push((user + system) / 1e6);
    const took = seconds.at(-1)?.toFixed(2);
    print(`turns ${thousand}000: the last 1,000 took ${took} s of processor time, ${mebibytes()} MiB`);
  }
  expect((seconds.at(-1) ?? 0) / (seconds[0] ?? 0)).toBeLessThan(1.2);
});

test("1,000 conversations, one after the other", { timeout: 300_000 }, async () => {
  await using folder = await temporaryFolder();
  await using codex = await startCodex(folder.path);
  const sizes: number[] = [];
  for (let hundred = 1; hundred <= 10; hundred++) {
    for (let index = 0; index < 100; index++) {
      await using thread = codex.startThread({ workingDirectory: folder.path, skipGitRepoCheck: true });
      await thread.run("hello");
    }
    sizes.push(mebibytes());
    print(`conversations ${hundred}00: ${sizes.at(-1)} MiB`);
  }
  expect((sizes.at(-1) ?? 0) - (sizes[2] ?? 0)).toBeLessThan(150);
});

test("1 GB of command output", { timeout: 300_000 }, async () => {
  await using runner = createExecRunner({ env: {}, platform: process.platform });
  const before = mebibytes();
  for (const gigabytes of [0.1, 0.5, 1]) {
    const command = ["sh", "-c", `yes | head -c ${gigabytes * 1e9}`];
    const params = { command, cwd: "/", timeoutMs: 120_000, env: { PATH: "/usr/bin:/bin" } };
    const { signal } = new AbortController();
    const started = performance.now();
    const result = await runner.run(params, {
      sandboxed: false,
      sandboxPolicy: { mode: "danger-full-access" },
      sandboxCwd: "/",
      signal,
    });
    expect(result.type).toBe("finished");
    print(
      `output ${gigabytes} GB: ${((performance.now() - started) / 1000).toFixed(2)} s, ${mebibytes() - before} MiB more`,
    );
  }
  expect(mebibytes() - before).toBeLessThan(200);
});
