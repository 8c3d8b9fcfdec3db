import { appendFileSync, readFileSync, statSync, symlinkSync, truncateSync, utimesSync } from "node:fs";
import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { expect, test } from "vitest";
import { findRollout, listRollouts } from "../src/rollout/list-rollouts.js";
import { loadRollout } from "../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../src/rollout/rollout-recorder.js";
import { TemporaryFolder } from "./support/temporary-folder.js";

const SESSION = "0123abcd-0123-4567-89ab-0123456789ab";

function user(text: string): ResponseItem {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

function create(codexHome: string, sessionId = SESSION): Promise<RolloutRecorder> {
  const git = { commit_hash: "c", branch: "main" };
  return RolloutRecorder.create({ codexHome, sessionId, cwd: "/work", instructions: "rules", git });
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

test("what is recorded is loaded again, whatever was of no known kind is left out", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.recordState();
  await Promise.all([recorder.recordItems([...ITEMS, { type: "other" }]), recorder.recordItems([user("more")])]);
  await recorder.close();
  const loaded = await loadRollout(recorder.path);
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
  await expect(recorder.recordItems([user("late")])).rejects.toThrow();
});

test("files and folders are the owner's alone", async () => {
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

test("a cut-off line, damaged and unknown ones cost only themselves", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.recordItems([user("one")]);
  await recorder.close();
  appendFileSync(recorder.path, 'garbage\n{"type":"ghost_item"}\n{"record_type":"new"}\n[]\n\n');
  appendFileSync(recorder.path, JSON.stringify(user("torn")).slice(0, -5));
  await using resumed = await RolloutRecorder.resume(recorder.path);
  await resumed.recordItems([user("two")]);
  const { items, warnings } = await loadRollout(recorder.path);
  expect(items).toEqual([user("one"), user("two")]);
  expect(warnings.map((warning) => warning.replace(/^.*?: /, ""))).toEqual([
    "line 3 is cut off or damaged and was passed over",
    "line 4 is an item of an unknown type and was passed over",
    "line 5 is a record of an unknown type and was passed over",
    expect.stringMatching(/^line 6 is .* and was passed over$/),
    "line 8 is cut off or damaged and was passed over",
  ]);
});

test("a file without its first line still knows its session by its name", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.close();
  truncateSync(recorder.path, 0);
  expect(await loadRollout(recorder.path)).toMatchObject({ sessionId: SESSION, meta: undefined, items: [] });
  const other = home.write("other.jsonl", "");
  await expect(loadRollout(other)).rejects.toMatchObject({ code: "rollout-invalid" });
  await expect(loadRollout(home.at("none.jsonl"))).rejects.toMatchObject({ code: "rollout-invalid" });
});

test("sessions are listed newest first, with the user's first message", async () => {
  using home = new TemporaryFolder();
  const folder = "sessions/2025/08/20";
  const meta = { id: SESSION, timestamp: "", instructions: null };
  const line = (item: unknown) => `${JSON.stringify(item)}\n`;
  const context = user("<environment_context>\n</environment_context>");
  home.write(
    `${folder}/rollout-2025-08-20T10-00-00-${SESSION}.jsonl`,
    line(meta) + line(context) + line(user("hello")),
  );
  home.write(`${folder}/rollout-2025-08-20T11-00-00-${SESSION.replace("0", "1")}.jsonl`, "torn");
  home.write("sessions/2024/12/31/rollout-2024-12-31T23-59-59-ffffabcd-0123-4567-89ab-0123456789ab.jsonl", "");
  home.write(`${folder}/notes.jsonl`, "");
  symlinkSync("/etc/passwd", home.at(folder, `rollout-2025-08-20T12-00-00-${SESSION.replace("0", "2")}.jsonl`));
  const listed = await listRollouts(home.path);
  expect(listed.map(({ startedAt, firstMessage, meta }) => [startedAt.getHours(), firstMessage, meta?.id])).toEqual([
    [11, undefined, undefined],
    [10, "hello", SESSION],
    [23, undefined, undefined],
  ]);
  expect(await listRollouts(home.path, { limit: 1 })).toHaveLength(1);
  const accepted = await listRollouts(home.path, { accept: ({ sessionId }) => sessionId === SESSION });
  expect(accepted.map(({ sessionId }) => sessionId)).toEqual([SESSION]);
  expect(await listRollouts(home.at("none"))).toEqual([]);
});

test("a session is found by its id only, and only in its place", async () => {
  using home = new TemporaryFolder({ "secret.jsonl": "{}" });
  await using recorder = await create(home.path);
  expect(await findRollout(home.path, SESSION.toUpperCase())).toBe(recorder.path);
  const planted = SESSION.replace("0", "2");
  symlinkSync(
    home.at("secret.jsonl"),
    path.join(path.dirname(recorder.path), `rollout-2025-08-20T12-00-00-${planted}.jsonl`),
  );
  utimesSync(recorder.path, 0, 0);
  for (const id of [planted, "../../secret", "/etc/passwd", "", "\0", `${SESSION}/..`, "*"]) {
    await expect(findRollout(home.path, id)).rejects.toMatchObject({ code: "conversation-not-found" });
  }
});
