import { readFileSync } from "node:fs";
import type { ResponseItem } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadRollout } from "../../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../../src/rollout/rollout-recorder.js";
import type { SavedSettings } from "../../src/rollout/saved-settings.js";
import { loneSummary } from "../../src/rollout/summary-item.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import { assistantItem, threadId, userItem, writeEnveloped } from "../support/rollout-lines.js";

const item = (value: object) => ["response_item", value] as const;
const event = (value: object) => ["event_msg", value] as const;
const texts = (items: readonly ResponseItem[]) =>
  items.flatMap((entry) => (entry.type === "message" ? entry.content : [])).map((part) => "text" in part && part.text);

test("the transcript, settings and usage of a later Codex are read", async () => {
  using home = new TemporaryFolder();
  const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
  const file = writeEnveloped(home, {
    id: threadId(1),
    time: "2026-01-01T10-00-00",
    meta: { cwd: "/work", originator: "o", cli_version: "0.171.0", source: "vscode", model_provider: "mock" },
    lines: [
      event({ type: "task_started", turn_id: "t" }),
      ["world_state", { full: true, state: {} }],
      [
        "turn_context",
        { cwd: "/work", approval_policy: "never", sandbox_policy: { type: "danger-full-access" }, model: "m" },
      ],
      item(userItem("first")),
      item({ type: "function_call", name: "add", namespace: "mcp__kit", arguments: "{}", call_id: "c1" }),
      item({
        type: "function_call_output",
        call_id: "c1",
        output: [
          { type: "input_text", text: "a" },
          { type: "input_text", text: "b" },
        ],
      }),
      item({ type: "web_search_call", id: "ws" }),
      ["token_usage_record", { thread_token_usage: usage }],
      event({
        type: "thread_settings_applied",
        thread_settings: {
          model: "other",
          reasoning_effort: "low",
          approval_policy: { granular: {} },
          cwd: "/work/sub",
        },
      }),
    ],
  });
  const loaded = await loadRollout(file, home.path);
  expect(loaded).toMatchObject({
    sessionId: threadId(1),
    format: "enveloped",
    nextOrdinal: 10,
    meta: { cwd: "/work", originator: "o", cli_version: "0.171.0", source: "vscode", model_provider: "mock" },
    settings: {
      model: "other",
      effort: "low",
      approvalPolicy: "never",
      cwd: "/work/sub",
      sandboxPolicy: { mode: "danger-full-access" },
    },
    usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    warnings: [],
  });
  expect(loaded.items).toMatchObject([
    { type: "message" },
    { type: "function_call", name: "add", namespace: "mcp__kit" },
    {
      type: "function_call_output",
      output: [
        { type: "input_text", text: "a" },
        { type: "input_text", text: "b" },
      ],
    },
    { type: "web_search_call", id: "ws" },
  ]);
});

test("a compaction replaces earlier items, with or without its own history", async () => {
  using home = new TemporaryFolder();
  const replacement = { message: "the summary", replacement_history: [userItem("kept"), userItem("summary")] };
  const file = writeEnveloped(home, {
    id: threadId(1),
    time: "2026-01-01T10-00-00",
    lines: [item(userItem("first")), ["compacted", replacement], item(userItem("second"))],
  });
  expect(texts((await loadRollout(file, home.path)).items)).toEqual(["kept", "summary", "second"]);
  const older = writeEnveloped(home, {
    id: threadId(2),
    time: "2026-01-01T10-00-00",
    lines: [item(userItem("first")), ["compacted", { message: "the summary" }], item(userItem("second"))],
  });
  expect(texts((await loadRollout(older, home.path)).items)).toEqual(["the summary", "second"]);
});

test("turns that a later Codex rolled back are gone, with and without lines of their own", async () => {
  using home = new TemporaryFolder();
  const turn = (text: string) => [
    event({ type: "task_started", turn_id: text }),
    item(userItem(text)),
    item(assistantItem(`to ${text}`)),
    event({ type: "task_complete", turn_id: text }),
  ];
  const compaction = [
    event({ type: "task_started", turn_id: "compaction" }),
    event({ type: "task_complete", turn_id: "compaction" }),
  ];
  const rolledBack = (turns: number) => event({ type: "thread_rolled_back", num_turns: turns });
  const read = async (number: number, lines: Parameters<typeof writeEnveloped>[1]["lines"]) => {
    const file = writeEnveloped(home, { id: threadId(number), time: "2026-01-01T10-00-00", lines });
    return loadRollout(file, home.path);
  };
  const recorded = await read(1, [...turn("one"), ...turn("two"), ...compaction, rolledBack(1), ...turn("three")]);
  expect(texts(recorded.items)).toEqual(["one", "to one", "three", "to three"]);
  expect(recorded.turns.map(({ id }) => id)).toEqual(["one", "three"]);
  const older = [item(userItem("one")), item(assistantItem("to one")), item(userItem("two")), rolledBack(1)];
  expect(texts((await read(2, older)).items)).toEqual(["one", "to one"]);
  expect(texts((await read(3, [...turn("one"), rolledBack(9)])).items)).toEqual([]);
});

test("forks and segments start with the lines of other files, to any depth", async () => {
  using home = new TemporaryFolder();
  const base = (number: number, end: number) => ({
    history_base: { thread_id: threadId(number), end_ordinal_exclusive: end },
  });
  writeEnveloped(home, {
    id: threadId(1),
    time: "2026-01-01T10-00-00",
    lines: ["one", "two", "gone"].map((text) => item(userItem(text))),
  });
  writeEnveloped(home, {
    id: threadId(1),
    segment: threadId(11),
    time: "2026-01-01T11-00-00",
    ordinal: 3,
    meta: base(1, 3),
    lines: [item(userItem("three")), item(userItem("gone too"))],
  });
  const fork = writeEnveloped(home, {
    id: threadId(2),
    time: "2026-01-01T12-00-00",
    ordinal: 5,
    meta: base(11, 5),
    lines: [item(userItem("four"))],
  });
  const loaded = await loadRollout(fork, home.path);
  expect(texts(loaded.items)).toEqual(["one", "two", "three", "four"]);
  expect([loaded.sessionId, loaded.nextOrdinal]).toEqual([threadId(2), 7]);
  const orphan = writeEnveloped(home, { id: threadId(3), time: "2026-01-01T12-00-00", meta: base(9, 1), lines: [] });
  const circle = writeEnveloped(home, { id: threadId(4), time: "2026-01-01T12-00-00", meta: base(4, 9), lines: [] });
  for (const file of [orphan, circle]) {
    await expect(loadRollout(file, home.path)).rejects.toMatchObject({ code: "rollout-invalid" });
  }
});

test("a thread of a later Codex is continued in its own format", async () => {
  using home = new TemporaryFolder();
  const file = writeEnveloped(home, { id: threadId(1), time: "2026-01-01T10-00-00", lines: [item(userItem("first"))] });
  const before = readFileSync(file, "utf8");
  await using recorder = await RolloutRecorder.resume(file, await loadRollout(file, home.path));
  await recorder.record({ startsGroup: true });
  await recorder.record({
    items: [{ type: "message", role: "user", content: [{ type: "input_text", text: "second" }] }, { type: "other" }],
  });
  await recorder.recordCompaction({ summary: "short", history: [loneSummary("short")], carried: { touchedFiles: [] } });
  const settings: SavedSettings = {
    model: "gpt-5",
    effort: "high",
    cwd: "/work",
    approvalPolicy: "on-request",
    sandboxPolicy: {
      mode: "workspace-write",
      writable_roots: ["/more"],
      network_access: true,
      exclude_tmpdir_env_var: true,
      exclude_slash_tmp: false,
    },
  };
  await recorder.record({ records: [{ type: "settings", settings }] });
  const added = readFileSync(file, "utf8").slice(before.length).trimEnd().split("\n");
  expect(added.map((line) => JSON.parse(line))).toMatchObject([
    { timestamp: expect.stringMatching(/Z$/), ordinal: 2, type: "response_item", payload: userItem("second") },
    { ordinal: 3, type: "compacted", payload: { message: "short", replacement_history: [assistantItem("short")] } },
    {
      ordinal: 4,
      type: "event_msg",
      payload: {
        type: "thread_settings_applied",
        thread_id: threadId(1),
        thread_settings: { model: "gpt-5", reasoning_effort: "high", permission_profile: { network: "enabled" } },
      },
    },
  ]);
  expect(await loadRollout(file, home.path)).toMatchObject({
    nextOrdinal: 5,
    settings,
    carried: { touchedFiles: [] },
    warnings: [],
  });
});

test("a later Codex reads items and policies of a turn that was run here", async () => {
  using home = new TemporaryFolder();
  const file = writeEnveloped(home, { id: threadId(1), time: "2026-01-01T10-00-00", lines: [item(userItem("first"))] });
  const before = readFileSync(file, "utf8");
  await using recorder = await RolloutRecorder.resume(file, await loadRollout(file, home.path));
  const turn = { id: "t", kind: "input", status: "running", startedAt: 1000 } as const;
  const settings = { model: "m", cwd: "/work", sandboxPolicy: { mode: "read-only" } } as const;
  const said = {
    kind: "agent-message",
    id: "t/1",
    turnId: "t",
    status: "completed",
    startedAt: 1000,
    endedAt: 1001,
    text: "hi",
  } as const;
  await recorder.record({ records: [{ type: "turn-started", turn, settings }] });
  await recorder.record({ records: [{ type: "item", item: said, place: 0 }] });
  const added = readFileSync(file, "utf8").slice(before.length).trimEnd().split("\n");
  expect(added.map((line) => JSON.parse(line).payload)).toMatchObject([
    { type: "task_started" },
    {
      type: "thread_settings_applied",
      thread_id: threadId(1),
      thread_settings: { permission_profile: { type: "managed", network: "restricted" } },
    },
    { sandbox_policy: { type: "read-only" } },
    { type: "item_completed", thread_id: threadId(1), item: { type: "AgentMessage" } },
  ]);
});

test("items that a client injected into a thread of a later Codex reach the model, and are neither a turn nor its preview", async () => {
  using home = new TemporaryFolder();
  const inTurn = (value: object, turn_id: string) =>
    item({ ...value, internal_chat_message_metadata_passthrough: { turn_id } });
  const file = writeEnveloped(home, {
    id: threadId(1),
    time: "2026-01-01T10-00-00",
    lines: [
      inTurn(userItem("put in"), "auto-compact-0"),
      event({ type: "task_started", turn_id: "t" }),
      inTurn(userItem("said"), "t"),
      event({ type: "task_complete", turn_id: "t" }),
      inTurn(userItem("put in later"), "auto-compact-1"),
    ],
  });
  const { items, turns } = await loadRollout(file, home.path);
  expect(texts(items)).toEqual(["put in", "said", "put in later"]);
  expect(turns.map(({ id }) => id)).toEqual(["t"]);
  expect((await fileThreadStore(home.path).list()).threads).toMatchObject([{ preview: "said" }]);
});
