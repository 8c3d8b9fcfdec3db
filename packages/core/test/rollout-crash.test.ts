import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { ResponseItem } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadRollout } from "../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../src/rollout/rollout-recorder.js";
import { fileThreadStore } from "../src/store/file-thread-store.js";
import { bundleProgram } from "./support/bundle-program.js";

const KILLS = 200;
const CHAINS = 4;

test(`killed at ${KILLS} points, a session resumes with every acknowledged item`, { timeout: 900_000 }, async () => {
  using home = new TemporaryFolder();
  using program = await bundleProgram("record-session.ts");
  const chains = Array.from({ length: CHAINS }, () => killAndResume(home.path, program.file, KILLS / CHAINS));
  await Promise.all(chains);
});

async function killAndResume(codexHome: string, program: string, kills: number): Promise<void> {
  const sessionId = randomUUID();
  const recorder = await RolloutRecorder.create({
    codexHome,
    id: sessionId,
    cwd: codexHome,
  });
  await recorder.close();
  let next = 0;
  for (let kill = 0; kill < kills; kill++) {
    const acknowledged = await runAndKill(program, recorder.path, next);
    const loaded = await loadRollout(recorder.path, codexHome);
    const numbers = loaded.items.map(numberOf);
    expect(loaded.sessionId).toBe(sessionId);
    // All in order and once; beyond the acknowledged ones, at most the one being written.
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(numbers.length).toBeGreaterThan(acknowledged);
    expect(numbers.length).toBeLessThanOrEqual(acknowledged + 3);
    next = numbers.length;
  }
}

/** @returns the last number that the program said is recorded. */
async function runAndKill(program: string, file: string, first: number): Promise<number> {
  const child = spawn(process.execPath, [program, file, String(first)], { stdio: ["ignore", "pipe", "inherit"] });
  const killAfter = first + Math.floor(Math.random() * 6);
  let last = first - 1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= killAfter) killSoon(child);
  }
  return last;
}

/** The child keeps writing meanwhile, so it is killed anywhere between two lines. */
function killSoon(child: ChildProcess): void {
  if (Math.random() < 0.5) child.kill("SIGKILL");
  else setImmediate(() => child.kill("SIGKILL"));
}

function numberOf(item: ResponseItem): number {
  const [part] = item.type === "message" ? item.content : [];
  const text = part?.type === "input_text" ? part.text : "";
  const number = Number(text.split(" ")[0]);
  expect(text).toBe(`${number} ${"x".repeat((number * 7919) % 20_000)}`);
  return number;
}

test("8 processes that write into one home at the same time lose nothing", async () => {
  const [processes, count] = [8, 100];
  using home = new TemporaryFolder();
  using program = await bundleProgram("write-much.ts");
  const names = Array.from({ length: processes }, (_, index) => `process-${index}`);
  const exits = names.map(async (name) => {
    const child = spawn(process.execPath, [program.file, home.path, name, String(count)], { stdio: "inherit" });
    const [code] = await once(child, "exit");
    return code;
  });
  expect(await Promise.all(exits)).toEqual(names.map(() => 0));
  const expected = names.flatMap((name) => Array.from({ length: count }, (_, index) => `${name} ${index}`));
  const history = readFileSync(home.at("history.jsonl"), "utf8").trimEnd().split("\n");
  expect(history.map((line) => JSON.parse(line).text).sort()).toEqual(expected.sort());
  const { threads } = await fileThreadStore(home.path).list();
  expect(threads.map(({ meta }) => meta?.source).sort()).toEqual(names);
  for (const { path } of threads) expect((await loadRollout(path, home.path)).items).toHaveLength(count);
});

test("6 processes that count under one lock lose no count, and leave no lock", async () => {
  using folder = new TemporaryFolder({ counter: "0" });
  using program = await bundleProgram("count-under-lock.ts");
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, [program.file, folder.path, "30"], { stdio: ["ignore", "ignore", "inherit"] }),
  );
  expect(await Promise.all(children.map((child) => once(child, "close")))).toEqual(children.map(() => [0, null]));
  expect(readFileSync(folder.at("counter"), "utf8")).toBe("180");
  expect(existsSync(folder.at("counter.lock"))).toBe(false);
});
