import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadRollout } from "../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../src/rollout/rollout-recorder.js";
import { archiveThread, unarchiveThread } from "../src/store/move-thread.js";
import { readRolloutSummary } from "../src/store/rollout-summary.js";
import { bundleProgram } from "./support/bundle-program.js";

const SESSION = "0123abcd-0123-4567-89ab-0123456789ab";

function user(text: string): ResponseItem {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

function create(codexHome: string, sessionId = SESSION): Promise<RolloutRecorder> {
  const git = { commit_hash: "c", branch: "main" };
  return RolloutRecorder.create({ codexHome, id: sessionId, cwd: "/work", instructions: "rules", git });
}

const ITEMS: readonly ResponseItem[] = [
  user("go\u2028on"),
  { type: "reasoning", id: "rs", summary: [{ type: "summary_text", text: "hm" }], encrypted_content: "opaque" },
  { type: "function_call", id: "fc", name: "shell", arguments: "{}", call_id: "1" },
  { type: "function_call_output", call_id: "1", output: "ok" },
  { type: "custom_tool_call", call_id: "2", name: "apply_patch", input: "*** Begin Patch" },
  { type: "custom_tool_call_output", call_id: "2", output: "ok" },
  { type: "local_shell_call", call_id: "3", status: "completed", action: { type: "exec", command: ["ls"] } },
  { type: "message", id: "msg", role: "assistant", content: [{ type: "output_text", text: "done" }] },
];

test("recorded lines are loaded again; unknown kinds are left out", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.record({ startsGroup: true });
  await Promise.all([
    recorder.record({ items: [...ITEMS, { type: "other" }] }),
    recorder.record({ items: [user("more")] }),
  ]);
  await recorder.close();
  const loaded = await loadRollout(recorder.path, home.path);
  expect(loaded).toMatchObject({ sessionId: SESSION, items: [...ITEMS, user("more")], warnings: [] });
  const [first = "", second] = readFileSync(recorder.path, "utf8").split("\n");
  expect(Object.entries(JSON.parse(first))).toEqual([
    ["id", SESSION],
    ["timestamp", expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)],
    ["instructions", "rules"],
    ["cwd", "/work"],
    ["git", { commit_hash: "c", branch: "main" }],
  ]);
  expect(second).toBe('{"record_type":"state"}');
  expect(path.relative(home.path, recorder.path)).toMatch(
    /^sessions\/\d{4}\/\d\d\/\d\d\/rollout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-0123abcd-.*\.jsonl$/,
  );
  await expect(recorder.record({ items: [user("late")] })).rejects.toThrow();
});

test("files and folders are accessible to their owner only", async () => {
  const umask = process.umask(0);
  try {
    using home = new TemporaryFolder();
    await using recorder = await create(home.path);
    expect(statSync(recorder.path).mode & 0o777).toBe(0o600);
    for (let folder = path.dirname(recorder.path); folder !== home.path; folder = path.dirname(folder)) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
  } finally {
    process.umask(umask);
  }
});

test("a file that others could read is made private when it is continued", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.close();
  chmodSync(recorder.path, 0o644);
  await using resumed = await RolloutRecorder.resume(recorder.path, await loadRollout(recorder.path, home.path));
  expect(statSync(resumed.path).mode & 0o777).toBe(0o600);
});

test("a cut-off, damaged or unknown line is skipped; the others are loaded", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.record({ items: [user("one")] });
  await recorder.close();
  appendFileSync(recorder.path, 'garbage\n{"type":"ghost_item"}\n{"record_type":"new"}\n[]\n\n');
  appendFileSync(recorder.path, JSON.stringify(user("torn")).slice(0, -5));
  await using resumed = await RolloutRecorder.resume(recorder.path, await loadRollout(recorder.path, home.path));
  await resumed.record({ items: [user("two")] });
  const { items, warnings } = await loadRollout(recorder.path, home.path);
  expect(items).toEqual([user("one"), user("two")]);
  expect(warnings.map((warning) => warning.replace(/^.*?: /, ""))).toEqual([
    "line 3 is cut off or damaged and was passed over",
    "line 4 is an item of an unknown type and was passed over",
    "line 5 is a record of an unknown type and was passed over",
    expect.stringMatching(/^line 6 is .* and was passed over$/),
    "line 8 is cut off or damaged and was passed over",
  ]);
});

test("a file that an editor saved with a byte order mark and other line ends is loaded completely", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.record({ items: [user("one")] });
  await recorder.close();
  writeFileSync(recorder.path, `\uFEFF${readFileSync(recorder.path, "utf8").replaceAll("\n", "\r\n")}`);
  const { meta, items, warnings } = await loadRollout(recorder.path, home.path);
  expect([meta?.id, items, warnings]).toEqual([SESSION, [user("one")], []]);
  const summary = await readRolloutSummary(recorder.path, statSync(recorder.path).size);
  expect([summary.meta?.id, summary.preview]).toEqual([SESSION, "one"]);
});

test("a file without its first line still has its session's id in its name", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.close();
  truncateSync(recorder.path, 0);
  expect(await loadRollout(recorder.path, home.path)).toMatchObject({ sessionId: SESSION, meta: undefined, items: [] });
  const other = home.write("other.jsonl", "");
  const pipe = home.at("pipe.jsonl");
  execFileSync("mkfifo", [pipe]);
  await expect(loadRollout(pipe, home.path)).rejects.toMatchObject({ code: "rollout-invalid" });
  await expect(loadRollout(other, home.path)).rejects.toMatchObject({ code: "rollout-invalid" });
  await expect(loadRollout(home.at("none.jsonl"), home.path)).rejects.toMatchObject({ code: "rollout-invalid" });
});

test("a removed file is recreated from memory, and the session is notified once", async () => {
  using home = new TemporaryFolder();
  await using recorder = await create(home.path);
  const { disturbances } = watched(recorder, [user("before")]);
  await recorder.record({ items: [user("before")] });
  rmSync(path.dirname(recorder.path), { recursive: true });
  await recorder.record({ items: [user("after")] });
  await recorder.record({ items: [user("more")] });
  expect(disturbances).toEqual(["removed"]);
  expect(await loadRollout(recorder.path, home.path)).toMatchObject({
    sessionId: SESSION,
    meta: { cwd: "/work", git: { branch: "main" } },
    items: [user("before"), user("after"), user("more")],
    warnings: [],
  });
});

test("a recreated file has each item once, also those being written now or later", async () => {
  using home = new TemporaryFolder();
  await using recorder = await create(home.path);
  const all = [user("before"), user("after"), user("more")];
  watched(recorder, all);
  const [before, ...coming] = all;
  if (before !== undefined) await recorder.record({ items: [before] });
  rmSync(path.dirname(recorder.path), { recursive: true });
  await Promise.all(coming.map((item) => recorder.record({ items: [item] })));
  expect((await loadRollout(recorder.path, home.path)).items).toEqual(all);
});

test("a file that another process writes or truncates is reported once; no line is lost to the other's partial one", async () => {
  using home = new TemporaryFolder();
  await using recorder = await create(home.path);
  const { disturbances } = watched(recorder);
  await recorder.record({ items: [user("one")] });
  expect(disturbances).toEqual([]);
  appendFileSync(recorder.path, `${JSON.stringify(user("theirs"))}\n{"type":"mess`);
  await recorder.record({ items: [user("two")] });
  truncateSync(recorder.path, statSync(recorder.path).size - 3);
  await recorder.record({ items: [user("three")] });
  expect(disturbances).toEqual(["shared"]);
  const { items } = await loadRollout(recorder.path, home.path);
  expect(items).toEqual([user("one"), user("theirs"), user("three")]);
});

test("an idle session holds no descriptor, and finds its file again after archiving and unarchiving", async () => {
  using home = new TemporaryFolder();
  await using recorder = await create(home.path);
  const { disturbances } = watched(recorder);
  await recorder.record({ items: [user("one")] });
  const first = recorder.path;
  await expect.poll(openFiles).not.toContain(first);
  await archiveThread(home.path, SESSION);
  await recorder.record({ items: [user("two")] });
  expect(recorder.path).toBe(path.join(home.path, "archived_sessions", path.basename(first)));
  await expect.poll(openFiles).not.toContain(recorder.path);
  await unarchiveThread(home.path, SESSION);
  await recorder.record({ items: [user("three")] });
  expect(recorder.path).toBe(first);
  expect(disturbances).toEqual([]);
  expect((await loadRollout(first, home.path)).items).toEqual([user("one"), user("two"), user("three")]);
});

test("of many sessions that start at once only a few hold a descriptor, and all continue", async () => {
  using home = new TemporaryFolder();
  await using stack = new AsyncDisposableStack();
  const recorders = [];
  for (const _ of Array(100)) {
    const recorder = stack.use(await create(home.path, randomUUID()));
    await recorder.record({ items: [user("one")] });
    recorders.push(recorder);
    expect(openFiles().filter((file) => file.startsWith(home.path)).length).toBeLessThanOrEqual(65);
  }
  for (const recorder of recorders) {
    await recorder.record({ items: [user("two")] });
    expect((await loadRollout(recorder.path, home.path)).items).toEqual([user("one"), user("two")]);
  }
});

test("lines that could not be written are written once they can be, completely and once", async (context) => {
  context.skip(spawnSync("prlimit", ["--version"]).status !== 0, "needs prlimit");
  using home = new TemporaryFolder();
  using program = await bundleProgram("outgrow-limit.ts");
  const limited = ["-c", 'trap "" XFSZ; ulimit -S -f 8; exec "$0" "$@"', process.execPath, program.file, home.path];
  const { stdout } = spawnSync("bash", limited, { encoding: "utf8" });
  const { path: file, failures, lifted } = JSON.parse(stdout);
  expect(lifted).toBe(0);
  expect(failures.length).toBeGreaterThan(2);
  expect(new Set(failures)).toEqual(new Set(["EFBIG"]));
  const { items, warnings } = await loadRollout(file, home.path);
  expect(warnings).toEqual([]);
  const texts = items.map((item) =>
    item.type === "message" && item.content[0]?.type === "input_text" ? item.content[0].text : "",
  );
  expect(texts.map((text) => text.split(" ")[0])).toEqual([...Array(10).keys(), "last"].map(String));
});

function watched(recorder: RolloutRecorder, transcript: readonly ResponseItem[] = []) {
  const disturbances: string[] = [];
  recorder.watch({
    transcript: () => transcript,
    isDeleted: async () => false,
    onDisturbance: (disturbance) => disturbances.push(disturbance),
    onRefused: () => {},
  });
  return { disturbances };
}

/** Paths of the files that this process has open; empty if the system does not list them. */
function openFiles(): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd").map((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`);
    } catch {
      return "";
    }
  });
}
