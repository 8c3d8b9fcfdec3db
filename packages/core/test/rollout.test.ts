import { appendFileSync, readFileSync, statSync, truncateSync } from "node:fs";
import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { expect, test } from "vitest";
import { loadRollout } from "../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../src/rollout/rollout-recorder.js";
import { TemporaryFolder } from "./support/temporary-folder.js";

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

test("what is recorded is loaded again, whatever was of no known kind is left out", async () => {
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

test("a file without its first line still knows its session by its name", async () => {
  using home = new TemporaryFolder();
  const recorder = await create(home.path);
  await recorder.close();
  truncateSync(recorder.path, 0);
  expect(await loadRollout(recorder.path, home.path)).toMatchObject({ sessionId: SESSION, meta: undefined, items: [] });
  const other = home.write("other.jsonl", "");
  await expect(loadRollout(other, home.path)).rejects.toMatchObject({ code: "rollout-invalid" });
  await expect(loadRollout(home.at("none.jsonl"), home.path)).rejects.toMatchObject({ code: "rollout-invalid" });
});
