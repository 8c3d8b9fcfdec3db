import { readFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { Item } from "../../src/items/item.js";
import { NO_TOKENS } from "../../src/items/token-usage.js";
import { loadRollout } from "../../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../../src/rollout/rollout-recorder.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import { assistantItem, threadId, userItem, writeEnveloped } from "../support/rollout-lines.js";

type Line = readonly [string, object];
const event = (value: object): Line => ["event_msg", value];
const item = (value: object): Line => ["response_item", value];
const completed = (turn: string, value: object) => event({ type: "item_completed", turn_id: turn, item: value });
const said = (turn: string, id: string, text: string) =>
  completed(turn, { type: "AgentMessage", id, content: [{ type: "Text", text }] });
const asked = (turn: string, text: string) =>
  completed(turn, { type: "UserMessage", id: `m-${turn}`, content: [{ type: "text", text }] });

async function turnsOf(lines: readonly Line[]) {
  using home = new TemporaryFolder();
  const file = writeEnveloped(home, { id: threadId(1), time: "2026-01-01T10-00-00", lines });
  return (await loadRollout(file, home.path)).turns;
}

test("plans, hooks' prompts, searches, images, tools of clients and subagents of a later Codex are shown", async () => {
  const states = { one: "pending_init", two: { completed: "done" }, three: { errored: "bad" }, four: "not_found" };
  const items = [
    { type: "Plan", id: "plan", text: "- one\n" },
    { type: "HookPrompt", id: "hp", fragments: [{ text: "go on", hookRunId: "stop:1:/c" }] },
    { type: "WebSearch", id: "ws", query: "cats", action: { type: "open_page", url: "https://c.example" } },
    { type: "ImageView", id: "iv", path: "file:///work/a%20b.png" },
    {
      type: "DynamicToolCall",
      id: "dt",
      tool: "lookup",
      arguments: { key: 1 },
      status: "completed",
      content_items: [
        { type: "inputText", text: "value" },
        { type: "inputImage", imageUrl: "data:image/png;base64,AA" },
      ],
      success: true,
      duration: { secs: 0, nanos: 3_000_000 },
    },
    {
      type: "CollabAgentToolCall",
      id: "ca",
      tool: "spawn_agent",
      status: "completed",
      receiver_thread_ids: Object.keys(states),
      receiver_agents: [{ thread_id: "one", agent_nickname: "Ada", agent_role: "tester" }],
      prompt: "test it",
      agents_states: states,
    },
    { type: "SubAgentActivity", id: "sa", kind: "completed", agent_thread_id: "two", agent_path: "/root/tests" },
  ];
  const [turn] = await turnsOf([
    event({ type: "task_started", turn_id: "t" }),
    ...items.map((one) => completed("t", one)),
    event({ type: "task_complete", turn_id: "t" }),
  ]);
  expect(turn?.items).toMatchObject([
    { kind: "proposed-plan", text: "- one\n" },
    { kind: "hook-prompt", fragments: [{ runId: "stop:1:/c", text: "go on" }] },
    { kind: "web-search", query: "cats", action: { type: "open-page", url: "https://c.example" } },
    { kind: "image-view", path: "/work/a b.png" },
    {
      kind: "custom-call",
      tool: "lookup",
      arguments: { key: 1 },
      status: "completed",
      content: [{ text: "value" }, { url: "data:image/png;base64,AA" }],
      durationMs: 3,
    },
    {
      kind: "sub-agent",
      action: "spawn",
      prompt: "test it",
      agents: [
        { threadId: "one", nickname: "Ada", role: "tester", status: "starting" },
        { threadId: "two", status: "completed", message: "done" },
        { threadId: "three", status: "failed", message: "bad" },
        { threadId: "four", status: "not-found" },
      ],
    },
    { kind: "sub-agent", action: "finish", agents: [{ threadId: "two", path: "/root/tests" }] },
  ]);
});

const finding = {
  title: "Bad",
  body: "It is.",
  confidence_score: 0.9,
  priority: 1,
  code_location: { absolute_file_path: "/work/a", line_range: { start: 1, end: 2 } },
};
const output = {
  findings: [finding],
  overall_correctness: "wrong",
  overall_explanation: "No.",
  overall_confidence_score: 1,
};
const reviewTill = (...end: readonly Line[]) => [
  completed("review", { type: "EnteredReviewMode", id: "in", user_facing_hint: "current changes" }),
  event({ type: "task_started", turn_id: "reviewer", root_turn_id: "review", model_context_window: 9 }),
  asked("reviewer", "look at it"),
  ...end,
];

test("a subagent's call of an unknown tool is a wait, whatever its name and its agents' states", async () => {
  const call = { type: "CollabAgentToolCall", id: "ca", tool: "constructor", receiver_thread_ids: ["toString", "a"] };
  const [turn] = await turnsOf([
    event({ type: "task_started", turn_id: "t" }),
    completed("t", { ...call, agents_states: { a: "valueOf" } }),
    event({ type: "task_complete", turn_id: "t" }),
  ]);
  const agents = [{ threadId: "toString" }, { threadId: "a", status: undefined }];
  expect(turn?.items).toMatchObject([{ kind: "sub-agent", action: "wait", agents }]);
  expect(turn?.items[0]).not.toHaveProperty("agents.0.status");
});

test("a review of a later Codex is one turn with its reviewer's items, and the model is told of no interruption", async () => {
  const turns = await turnsOf([
    ...reviewTill(
      item(userItem("<user_action>the review</user_action>")),
      completed("review", { type: "ExitedReviewMode", id: "out", review_output: output }),
      item(assistantItem("No.")),
      said("review", "a", "No."),
      event({ type: "task_complete", turn_id: "review" }),
    ),
    event({ type: "task_started", turn_id: "next", root_turn_id: "next" }),
    asked("next", "go on"),
    event({ type: "task_complete", turn_id: "next" }),
  ]);
  expect(turns).toMatchObject([
    {
      id: "review",
      kind: "review",
      status: "completed",
      contextWindow: 9,
      items: [
        {
          kind: "review",
          target: "current changes",
          status: "completed",
          findings: [{ title: "Bad", path: "/work/a" }],
        },
        { kind: "user-message", content: [{ text: "look at it" }] },
        { kind: "agent-message", text: "No." },
      ],
    },
    { id: "next", kind: "input", items: [{ kind: "user-message" }] },
  ]);
});

test.each([
  ["stopped", [event({ type: "turn_aborted", turn_id: "review", reason: "interrupted" })], "interrupted"],
  ["killed", [], "closed"],
])("a review of a later Codex that was %s is interrupted", async (_, end, interruption) => {
  const [turn, ...others] = await turnsOf(reviewTill(...end));
  expect(others).toEqual([]);
  expect(turn).toMatchObject({
    id: "review",
    status: "interrupted",
    interruption,
    items: [{ kind: "review", status: "interrupted", endedAt: expect.any(Number) }, { kind: "user-message" }],
  });
});

test.each([
  ["context_window_exceeded", { code: "context-window-exceeded" }],
  ["other", { code: "request-refused" }],
  [{ http_connection_failed: { http_status_code: 503 } }, { code: "retry-limit-reached", httpStatus: 503 }],
  ["of a later version", { code: "internal" }],
  [undefined, { code: "internal" }],
])("a failed turn of a later Codex says how it failed: %j", async (codex_error_info, expected) => {
  const [turn] = await turnsOf([
    event({ type: "task_started", turn_id: "t" }),
    event({ type: "task_complete", turn_id: "t", error: { message: "why", codex_error_info } }),
  ]);
  expect(turn).toMatchObject({ status: "failed", error: { message: "why", ...expected } });
});

test("lists show a later Codex's sessions by what the user wrote first, and new forks by what their source shows", async () => {
  using home = new TemporaryFolder();
  const picture = [
    { type: "input_text", text: '<image name=[Image #1] path="/work/a.png">' },
    { type: "input_image", image_url: "data:image/png;base64,AA" },
    { type: "input_text", text: "</image>" },
    { type: "input_text", text: "look" },
  ];
  const at = (hour: number) => `2026-01-01T${hour}-00-00`;
  writeEnveloped(home, {
    id: threadId(1),
    time: at(10),
    lines: [item({ type: "message", role: "user", content: picture })],
  });
  const base = (number: number, end: number) => ({
    history_base: { thread_id: threadId(number), end_ordinal_exclusive: end },
  });
  const fork = { ordinal: 2, lines: [item(userItem("in the fork"))] };
  writeEnveloped(home, { ...fork, id: threadId(2), time: at(11), meta: base(1, 2) });
  writeEnveloped(home, { id: threadId(3), time: at(12), ordinal: 3, meta: base(2, 3), lines: [] });
  writeEnveloped(home, { ...fork, id: threadId(4), time: at(13), ordinal: 1, meta: base(1, 1) });
  const reviewed = reviewTill(item(userItem("<user_action>the review</user_action>")));
  writeEnveloped(home, { id: threadId(5), time: at(14), lines: reviewed });
  const { threads } = await fileThreadStore(home.path).list();
  expect(threads.map(({ preview }) => preview)).toEqual([
    "current changes",
    "in the fork",
    "look",
    "in the fork",
    "look",
  ]);
});

test("what is added to a later Codex's session is written in its words, and read back unchanged", async () => {
  using home = new TemporaryFolder();
  const file = writeEnveloped(home, { id: threadId(1), time: "2026-01-01T10-00-00", lines: [item(userItem("first"))] });
  const turn = { id: "t", kind: "input", status: "running", startedAt: 1000 } as const;
  const base = { turnId: "t", status: "completed", startedAt: 1000, endedAt: 2000 } as const;
  const items: Item[] = [
    { ...base, id: "1", kind: "proposed-plan", text: "- one" },
    { ...base, id: "2", kind: "hook-prompt", fragments: [{ runId: "stop:1:/c", text: "go on" }] },
    { ...base, id: "3", kind: "web-search", callId: "c3", action: { type: "find-in-page", url: "u", pattern: "p" } },
    { ...base, id: "4", kind: "image-view", callId: "c4", path: "/work/a b.png" },
    {
      ...base,
      id: "5",
      kind: "custom-call",
      callId: "c5",
      tool: "lookup",
      arguments: { key: 1 },
      content: [
        { type: "text", text: "value" },
        { type: "image", url: "data:image/png;base64,AA" },
      ],
    },
  ];
  await using recorder = await RolloutRecorder.resume(file, await loadRollout(file, home.path));
  await recorder.record({ records: [{ type: "turn-started", turn, settings: {} }] });
  await recorder.record({ records: items.map((one, place) => ({ type: "item", item: one, place })) });
  const ended = { ...turn, status: "completed", endedAt: 2000 } as const;
  await recorder.record({ records: [{ type: "turn-ended", turn: ended, total: NO_TOKENS }] });
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const written = lines.flatMap((line) => JSON.parse(line).payload.item ?? []);
  expect(written).toMatchObject([
    { type: "Plan", text: "- one" },
    { type: "HookPrompt", fragments: [{ hookRunId: "stop:1:/c", text: "go on" }] },
    { type: "WebSearch", query: "'p' in u", action: { type: "find_in_page", url: "u", pattern: "p" } },
    { type: "ImageView", path: "file:///work/a%20b.png" },
    {
      type: "DynamicToolCall",
      tool: "lookup",
      success: true,
      content_items: [{ type: "inputText" }, { imageUrl: "data:image/png;base64,AA" }],
    },
  ]);
  const { turns } = await loadRollout(file, home.path);
  expect(turns.find(({ id }) => id === "t")?.items).toEqual(items);
});
