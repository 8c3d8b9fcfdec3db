import { randomUUID } from "node:crypto";
import { appendFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type PatchFileSystem, parsePatch, planPatch } from "@codex/apply-patch";
import type { ModelClient } from "@codex/core";
import type { ResponseItem } from "@codex/protocol";
import { Codex } from "@codex/sdk";
import { parseCommand } from "../packages/core/src/command-summary/parse-command.js";
import { loadRollout } from "../packages/core/src/rollout/load-rollout.js";
import { RolloutRecorder } from "../packages/core/src/rollout/rollout-recorder.js";
import { compare, type Measurement, median, perSecond } from "./measure.js";

/** 1,000 hunks on a file of 100,000 lines, compared with splitting and joining that file ten times. */
export async function patchMatching(): Promise<Measurement> {
  const rows = Array.from({ length: 100_000 }, (_, row) => ["{", `  call(${row});`, "}", ""][row % 4] ?? "");
  const text = `${rows.join("\n")}\n`;
  const hunks = Array.from(
    { length: 1000 },
    (_, hunk) => `@@\n ${rows[hunk * 100]}\n-${rows[hunk * 100 + 1]}\n+  changed();\n ${rows[hunk * 100 + 2]}`,
  );
  const patch = await parsePatch(`*** Begin Patch\n*** Update File: /w/a\n${hunks.join("\n")}\n*** End Patch`);
  if (!patch.ok) throw new Error(patch.message);
  const bytes = Buffer.from(text);
  const fileSystem: PatchFileSystem = { read: async () => ({ bytes, mode: 0o644 }), commit: async () => {} };
  const { signal } = new AbortController();
  const split = () => Array.from({ length: 10 }, () => text.split("\n").join("\n").length);
  const times = await compare(() => planPatch(patch.patch, { cwd: "/w", fileSystem, signal }), split);
  return { ...times, figure: `${times.ours.toFixed(0)} ms` };
}

/** Parsing a script with the bash grammar, compared with parsing its JSON a hundred times. */
export async function commandParsing(): Promise<Measurement> {
  const command = ["bash", "-lc", "cd src && rg -n 'TODO' lib | head -n 50 && sed -n '1,20p' main.ts"];
  const json = JSON.stringify(command);
  const count = 300;
  const parse = async () => {
    for (let index = 0; index < count; index++) await parseCommand(command);
  };
  const read = () => Array.from({ length: count * 100 }, () => JSON.parse(json));
  const times = await compare(parse, read);
  return { ...times, figure: `${((times.ours / count) * 1000).toFixed(0)} µs a command` };
}

const item = (text: string): ResponseItem => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});

/** Saving items to a rollout one by one, compared with as many plain appends. */
export async function rolloutAppend(): Promise<Measurement> {
  await using folder = await temporaryFolder();
  const count = 500;
  const line = `${JSON.stringify(item("x".repeat(500)))}\n`;
  const record = async () => {
    const rollout = {
      codexHome: folder.path,
      id: randomUUID(),
      cwd: "/",
    };
    await using recorder = await RolloutRecorder.create(rollout);
    for (let index = 0; index < count; index++) await recorder.record({ items: [item("x".repeat(500))] });
  };
  const append = async () => {
    for (let index = 0; index < count; index++) await appendFile(path.join(folder.path, "plain"), line);
  };
  const times = await compare(record, append, 5);
  return { ...times, figure: `${((times.ours / count) * 1000).toFixed(0)} µs an item` };
}

/** Reading a rollout of 20 MB, compared with reading the file and parsing its lines. */
export async function rolloutResume(): Promise<Measurement> {
  await using folder = await temporaryFolder();
  const rollout = {
    codexHome: folder.path,
    id: randomUUID(),
    cwd: "/",
  };
  const recorder = await RolloutRecorder.create(rollout);
  await recorder.record({ items: Array.from({ length: 20_000 }, () => item("x".repeat(1000))) });
  await recorder.close();
  const parse = async () => {
    for (const line of (await readFile(recorder.path, "utf8")).split("\n")) if (line !== "") JSON.parse(line);
  };
  const times = await compare(() => loadRollout(recorder.path, folder.path), parse, 5);
  return { ...times, figure: `${times.ours.toFixed(0)} ms for 20 MB` };
}

/** The last 20 of 400 turns of one conversation, compared with its first 20: a conversation must not slow down as it grows. */
export async function historyGrowth(): Promise<Measurement> {
  await using folder = await temporaryFolder();
  const model: ModelClient = {
    async *stream() {
      const content = [{ type: "output_text" as const, text: "an answer ".repeat(20) }];
      yield { type: "output-item-done", item: { type: "message", role: "assistant", content } };
      yield { type: "completed", responseId: "r", tokenUsage: undefined };
    },
  };
  const codexHome = path.join(folder.path, "home");
  await mkdir(codexHome);
  await using codex = new Codex({ env: { CODEX_HOME: codexHome }, createModelClient: () => model });
  const thread = codex.startThread({ workingDirectory: folder.path, skipGitRepoCheck: true });
  const times: number[] = [];
  for (let turn = 0; turn < 400; turn++) {
    const started = performance.now();
    await thread.run("go on");
    times.push(performance.now() - started);
  }
  const [first, last] = [median(times.slice(20, 40)), median(times.slice(-20))];
  return { ours: last, yardstick: first, figure: `${perSecond(1, last)} turns` };
}

interface Folder extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryFolder(): Promise<Folder> {
  const folder = await mkdtemp(path.join(tmpdir(), "codex-bench-"));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
