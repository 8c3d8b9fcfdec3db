import type { Command, Item, ThreadEventBody } from "@codex/core";
import { describe, expect, it } from "vitest";
import { type ThreadEvent, ThreadEventSchema } from "../events/index.js";
import { threadErrorOf } from "./thread-error.js";
import { ThreadJson } from "./thread-json.js";

const base = { id: "i1", turnId: "t1", status: "running", startedAt: 0 } as const;
const turn = { id: "t1", kind: "input", status: "running", startedAt: 0 } as const;
const command: Command = {
  ...base,
  kind: "command",
  status: "proposed",
  command: ["/bin/bash", "-lc", "echo hi"],
  cwd: "/w",
  actions: [],
  source: "agent",
  output: { stdout: "", stderr: "", aggregated: "", formatted: "" },
};

/** What is written for these events. Every line is checked against the schema. */
function written(...events: ThreadEventBody[]): ThreadEvent[] {
  const lines: ThreadEvent[] = [];
  const json = new ThreadJson("T", (event) => lines.push(event));
  for (const event of events) json.event(event);
  json.endTurn(undefined);
  for (const line of lines) expect(ThreadEventSchema.parse(JSON.parse(JSON.stringify(line)))).toEqual(line);
  return lines;
}

const started = (item: Item): ThreadEventBody => ({ type: "item-started", item });
const ended = (item: Item): ThreadEventBody => ({ type: "item-ended", item });
const kinds = (lines: readonly ThreadEvent[]) =>
  lines.map((line) => ("item" in line ? `${line.type} ${line.item.id} ${line.item.type}` : line.type));

describe("the events of codex exec", () => {
  it("reports messages and reasoning once they are complete", () => {
    const message = { ...base, kind: "agent-message", text: "" } as const;
    const reasoning = { ...base, id: "i0", kind: "reasoning", summary: [], content: [] } as const;
    const lines = written(
      { type: "turn-started", turn },
      started(reasoning),
      ended({ ...reasoning, status: "completed", summary: ["**Think**", "more"] }),
      started(message),
      { type: "item-updated", turnId: "t1", itemId: "i1", update: { type: "text", delta: "he" } },
      ended({ ...message, status: "completed", text: "hello" }),
      { type: "usage", turnId: "t1", last: tokens, turn: tokens, total: tokens },
    );
    expect(lines).toEqual([
      { type: "thread.started", thread_id: "T" },
      { type: "turn.started" },
      { type: "item.completed", item: { id: "item_0", type: "reasoning", text: "**Think**\nmore" } },
      { type: "item.completed", item: { id: "item_1", type: "agent_message", text: "hello" } },
      {
        type: "turn.completed",
        usage: {
          input_tokens: 12,
          cached_input_tokens: 2,
          cache_write_input_tokens: 0,
          output_tokens: 3,
          reasoning_output_tokens: 0,
        },
      },
    ]);
  });

  const tokens = { inputTokens: 12, cachedInputTokens: 2, outputTokens: 3, totalTokens: 15 };

  it("starts a command when it runs, not when it is proposed, and gives the exit code at its end", () => {
    const output = { stdout: "", stderr: "no\n", aggregated: "no\n", formatted: "no\n" };
    const lines = written(
      started(command),
      { type: "item-updated", turnId: "t1", itemId: "i1", update: { type: "running" } },
      ended({ ...command, status: "completed", exitCode: 3, output }),
    );
    expect(lines.slice(1, 3)).toEqual([
      {
        type: "item.started",
        item: {
          id: "item_0",
          type: "command_execution",
          command: "/bin/bash -lc 'echo hi'",
          aggregated_output: "",
          status: "in_progress",
        },
      },
      {
        type: "item.completed",
        item: {
          id: "item_0",
          type: "command_execution",
          command: "/bin/bash -lc 'echo hi'",
          aggregated_output: "no\n",
          exit_code: 3,
          status: "failed",
        },
      },
    ]);
  });

  it("shows declined and interrupted items as failed, and says which they were", () => {
    const lines = written(
      started(command),
      ended({ ...command, status: "declined" }),
      started({ ...command, id: "i2", status: "running" }),
      ended({ ...command, id: "i2", status: "interrupted" }),
    );
    expect(lines.flatMap((line) => ("item" in line && "outcome" in line.item ? [line.item.outcome] : []))).toEqual([
      "declined",
      "interrupted",
    ]);
    expect(kinds(lines).slice(1, -1)).toEqual([
      "item.completed item_0 command_execution",
      "item.started item_1 command_execution",
      "item.completed item_1 command_execution",
    ]);
  });

  it("follows a plan through its updates", () => {
    const plan = { ...base, kind: "plan", steps: [{ step: "look", status: "in-progress" }] } as const;
    const changed = { ...plan, steps: [{ step: "look", status: "completed" }] } as const;
    const lines = written(
      started(plan),
      { type: "item-updated", turnId: "t1", itemId: "i1", update: { type: "changed", item: changed } },
      ended({ ...changed, status: "completed" }),
    );
    expect(kinds(lines).slice(1, -1)).toEqual([
      "item.started item_0 todo_list",
      "item.updated item_0 todo_list",
      "item.completed item_0 todo_list",
    ]);
    expect(lines[2]).toMatchObject({ item: { items: [{ text: "look", completed: true }] } });
  });

  it("shows MCP calls, patches and searches as the reference does", () => {
    const mcp = { ...base, kind: "mcp-call", server: "kit", tool: "add", arguments: { a: 1 } } as const;
    const patch = {
      ...base,
      id: "i2",
      kind: "patch",
      changes: [
        { type: "update", path: "/w/a", diff: "" },
        { type: "delete", path: "/w/b" },
      ],
      autoApproved: true,
      stdout: "",
      stderr: "",
    } as const;
    const search = {
      ...base,
      id: "i3",
      kind: "web-search",
      callId: "ws",
      query: "weather",
      action: { type: "search", query: "weather" },
    } as const;
    const lines = written(
      started(mcp),
      ended({ ...mcp, status: "completed", result: { content: [{ type: "text", text: "3" }] } }),
      started(patch),
      ended({ ...patch, status: "completed" }),
      started(search),
      ended({ ...search, status: "completed" }),
    );
    expect(kinds(lines).slice(1, -1)).toEqual([
      "item.started item_0 mcp_tool_call",
      "item.completed item_0 mcp_tool_call",
      "item.started item_1 file_change",
      "item.completed item_1 file_change",
      "item.started ws web_search",
      "item.completed ws web_search",
    ]);
    expect(lines[2]).toMatchObject({
      item: { result: { content: [{ type: "text", text: "3" }], structured_content: null } },
    });
    expect(lines[3]).toMatchObject({
      item: {
        changes: [
          { path: "/w/a", kind: "update" },
          { path: "/w/b", kind: "delete" },
        ],
      },
    });
  });

  it("says what a search opens, finds and searches for", () => {
    const search = { ...base, kind: "web-search", callId: "ws" } as const;
    const searches = [
      search,
      { ...search, query: "weather" },
      { ...search, action: { type: "open-page", url: "https://example.com/" } },
      { ...search, action: { type: "find-in-page", url: "https://example.com/", pattern: "x" } },
      { ...search, action: { type: "search", queries: ["a", "b"] } },
    ] as const;
    const items = searches.map((item) => written(started(item))[1]);
    expect(items).toMatchObject([
      { item: { query: "", action: { type: "other" } } },
      { item: { query: "weather", action: { type: "other" } } },
      { item: { query: "https://example.com/", action: { type: "open_page", url: "https://example.com/" } } },
      { item: { query: "'x' in https://example.com/", action: { type: "find_in_page", pattern: "x" } } },
      { item: { query: "a ...", action: { type: "search", queries: ["a", "b"] } } },
    ]);
  });

  it("reports retries as errors and warnings as items, and leaves other notices out", () => {
    const notice = { type: "notice", turnId: "t1" } as const;
    const lines = written(
      { ...notice, level: "error", code: "stream-retry", message: "again" },
      { ...notice, level: "warning", code: "save-failed", message: "disk full" },
      { ...notice, level: "info", code: "sandbox-retry", message: "news" },
    );
    expect(lines.slice(1, -1)).toEqual([
      { type: "error", message: "again" },
      { type: "item.completed", item: { id: "item_0", type: "error", message: "disk full" } },
    ]);
  });

  it("ends with a typed error if the turn failed", () => {
    const lines: ThreadEvent[] = [];
    const json = new ThreadJson("T", (event) => lines.push(event));
    const error = { code: "usage-limit-reached", message: "used up", httpStatus: 429, resetsAt: 9 } as const;
    json.endTurn(threadErrorOf({ ...turn, status: "failed", error }));
    expect(lines.slice(1)).toEqual([
      { type: "error", message: "used up" },
      {
        type: "turn.failed",
        error: { message: "used up", code: "usage-limit-reached", http_status: 429, resets_at: 9 },
      },
    ]);
    expect(threadErrorOf({ ...turn, status: "completed" })).toBeUndefined();
    expect(threadErrorOf({ ...turn, status: "interrupted" })).toMatchObject({ code: "interrupted" });
  });
});
