import { appendFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { Item } from "../../src/items/item.js";
import type { TurnView } from "../../src/items/turn-view.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import { assistantItem, jsonLines, threadId, userItem, writeEnveloped, writeFlat } from "../support/rollout-lines.js";
import { sharedHome, sharedRollouts } from "../support/shared-rollouts.js";

/** A line for each turn and each item. */
function shown(turns: readonly TurnView[]): string[] {
  return turns.flatMap((turn) => [`${turn.status}:`, ...turn.items.map((item) => `  ${describe(item)}`)]);
}

function describe(item: Item): string {
  switch (item.kind) {
    case "user-message":
      return `user: ${item.content.map((part) => (part.type === "text" ? part.text : part.type)).join(" ")}`;
    case "agent-message":
      return `agent: ${item.text}`;
    case "reasoning":
      return `reasoning: ${item.summary.join(" ")}`;
    case "command":
      return `${item.status} ${item.command.join(" ")} -> ${item.exitCode} ${JSON.stringify(item.output.aggregated)}`;
    case "patch":
      return `${item.status} patch ${item.changes.map((change) => `${change.type} ${change.path}`).join(" ")}`;
    case "mcp-call":
      return `${item.status} ${item.server}/${item.tool} ${JSON.stringify(item.arguments)}`;
    default:
      return `${item.status} ${item.kind}`;
  }
}

const context = userItem("<environment_context>\n</environment_context>");
const call = (id: string, name: string, args: unknown) => ({
  type: "function_call",
  call_id: id,
  name,
  arguments: JSON.stringify(args),
});
const output = (id: string, text: string) => ({ type: "function_call_output", call_id: id, output: text });

test("turns and items of a file of August 2025 come from its transcript", async () => {
  using home = new TemporaryFolder();
  const patch =
    "*** Begin Patch\n*** Add File: a.txt\n+x\n*** Delete File: /b\n*** Update File: c\n*** Move to: d\n@@\n-1\n+2\n*** End Patch";
  const file = writeFlat(home, {
    id: threadId(1),
    time: "2025-08-20T10-00-00",
    meta: { cwd: "/work" },
    lines: [
      { record_type: "state" },
      context,
      userItem("first"),
      { type: "reasoning", id: "rs", summary: [{ type: "summary_text", text: "hm" }] },
      call("1", "shell", { command: ["ls", "-a"], workdir: "sub" }),
      output("1", JSON.stringify({ output: "x\n", metadata: { exit_code: 2, duration_seconds: 1.5 } })),
      call("2", "update_plan", { plan: [{ step: "look", status: "in_progress" }] }),
      output("2", "Plan updated"),
      call("3", "kit__add", { a: 1 }),
      output("3", "3"),
      { type: "custom_tool_call", call_id: "4", name: "apply_patch", input: patch },
      { type: "custom_tool_call_output", call_id: "4", output: "Exit code: 1\nOutput:\nno" },
      assistantItem("done"),
      userItem("second"),
      call("", "shell", { command: ["sleep", "1"] }),
    ],
  });
  const store = fileThreadStore(home.path);
  const { turns, warnings } = await store.read(threadId(1));
  expect(shown(turns)).toEqual([
    "completed:",
    "  user: first",
    "  reasoning: hm",
    '  completed ls -a -> 2 "x\\n"',
    "  completed plan",
    '  completed kit/add {"a":1}',
    "  failed patch add /work/a.txt delete /b update /work/c",
    "  agent: done",
    "interrupted:",
    "  user: second",
    '  interrupted sleep 1 -> undefined ""',
  ]);
  expect(warnings).toEqual([]);
  expect(turns[0]?.items[2]).toMatchObject({ cwd: "/work/sub", durationMs: 1500, callId: "1" });
  // Ids stay the same when the file grows, and are unique.
  appendFileSync(file, jsonLines([output("", "late"), assistantItem("again")]));
  const grown = (await store.read(threadId(1))).turns;
  const ids = (of: readonly TurnView[]) => of.flatMap((turn) => [turn.id, ...turn.items.map(({ id }) => id)]);
  expect(ids(grown).slice(0, ids(turns).length)).toEqual(ids(turns));
  expect(new Set(ids(grown)).size).toBe(ids(grown).length);
  expect(shown(grown).slice(-4)).toEqual([
    "completed:",
    "  user: second",
    '  completed sleep 1 -> undefined "late"',
    "  agent: again",
  ]);
});

test("a turn that broke off ends when its latest known item ended, not when its session began", async () => {
  using home = new TemporaryFolder();
  const startedAt = Date.parse("2025-08-21T09:00:00Z");
  const said = { kind: "agent-message", id: "t/2", turnId: "t", status: "completed", text: "let me see" };
  writeFlat(home, {
    id: threadId(1),
    time: "2025-08-20T10-00-00",
    lines: [
      { record_type: "state", thread: [{ turn: { id: "t", kind: "input", status: "running", startedAt } }] },
      userItem("go"),
      {
        ...call("1", "shell", { command: ["sleep", "9"] }),
        thread: [{ item: { ...said, startedAt, endedAt: startedAt + 2000 } }],
      },
      call("2", "shell", { command: ["sleep", "9"] }),
    ],
  });
  const [turn] = (await fileThreadStore(home.path).read(threadId(1))).turns;
  expect(turn).toMatchObject({ status: "interrupted", startedAt, endedAt: startedAt + 2000 });
  expect(turn?.items.at(-1)).toMatchObject({ kind: "command", startedAt: startedAt + 2000 });
});

test("input of a turn that ran beside another process's is shown once, in that turn", async () => {
  using home = new TemporaryFolder();
  const turn = (id: string, status: string) => ({ turn: { id, kind: "input", status, startedAt: 1, endedAt: 2 } });
  const said = (turnId: string, number: number, from: number) => {
    const base = { id: `${turnId}/${number}`, turnId, status: "completed", startedAt: 1, endedAt: 2 };
    return { item: { ...base, kind: "user-message", content: [] }, from };
  };
  writeFlat(home, {
    id: threadId(1),
    time: "2026-01-01T10-00-00",
    lines: [
      { record_type: "state", thread: [turn("one", "running")] },
      { ...userItem("first"), thread: [said("one", 1, 1)] },
      { record_type: "state", thread: [turn("two", "running")] },
      { ...userItem("of the other"), thread: [said("two", 1, 1), turn("two", "completed")] },
      userItem("also this"),
      { ...userItem("and that"), thread: [said("one", 2, 2), said("one", 3, 1)] },
      { record_type: "state", thread: [turn("one", "completed")] },
    ],
  });
  const { turns } = await fileThreadStore(home.path).read(threadId(1));
  expect(shown(turns)).toEqual([
    "completed:",
    "  user: first",
    "  user: also this",
    "  user: and that",
    "completed:",
    "  user: of the other",
  ]);
});

test("items of a later Codex come from its records; an unfinished turn also has those of its transcript", async () => {
  using home = new TemporaryFolder();
  const event = (payload: object) => ["event_msg", payload] as const;
  const item = (payload: object) => ["response_item", payload] as const;
  const completed = (turn: string, payload: object) => event({ type: "item_completed", turn_id: turn, item: payload });
  writeEnveloped(home, {
    id: threadId(1),
    time: "2026-01-01T10-00-00",
    lines: [
      event({ type: "task_started", turn_id: "t1" }),
      item(userItem("first")),
      completed("t1", {
        type: "UserMessage",
        id: "u",
        content: [{ type: "text", text: "first" }, { type: "hologram" }],
      }),
      item(call("c1", "exec_command", { cmd: "ls" })),
      completed("t1", { type: "AgentMessage", id: "msg", content: [{ type: "Text", text: "one" }] }),
      completed("t1", { type: "Telepathy", id: "x" }),
      event({ type: "task_complete", turn_id: "t1", error: { message: "no more" } }),
      event({ type: "task_started", turn_id: "t2" }),
      item(userItem("second")),
      completed("t2", { type: "UserMessage", id: "u", content: [{ type: "text", text: "second" }] }),
      item(call("c2", "exec_command", { cmd: "sleep 1" })),
      completed("t2", { type: "AgentMessage", id: "msg", content: [{ type: "Text", text: "said" }] }),
      item(assistantItem("said")),
      item(assistantItem("said")),
      item(assistantItem("half")),
    ],
  });
  const { turns } = await fileThreadStore(home.path).read(threadId(1));
  expect(shown(turns)).toEqual([
    "failed:",
    "  user: first",
    "  agent: one",
    "interrupted:",
    "  user: second",
    "  agent: said",
    '  interrupted bash -lc sleep 1 -> undefined ""',
    "  agent: said",
    "  agent: half",
  ]);
  expect(turns[0]?.error?.message).toBe("no more");
  expect(turns.map(({ items }) => items[0]?.id)).toEqual(["u", "u-2"]);
});

test.skipIf(sharedRollouts === undefined)(
  "session files of the newest Codex are read completely (needs ../shared beside this checkout)",
  async () => {
    const read = async (name: string) => {
      using home = sharedHome(name);
      const { turns, warnings, summary, settings, usage } = await fileThreadStore(home.path).read(home.threadId);
      expect(warnings).toEqual([]);
      return { lines: shown(turns), summary, settings, usage };
    };
    const text = await read("text");
    expect(text.lines).toEqual([
      "completed:",
      "  user: first",
      "  agent: one",
      "completed:",
      "  user: second",
      "  agent: two",
    ]);
    expect(text.summary).toMatchObject({ preview: "first", meta: { source: "vscode", cli_version: "0.171.0" } });
    expect(text.settings).toMatchObject({
      model: "mock-model",
      effort: "medium",
      approvalPolicy: "never",
      cwd: "/work",
    });
    expect(text.usage).toMatchObject({ inputTokens: 240, totalTokens: 300 });
    expect((await read("tools")).lines).toEqual([
      "completed:",
      "  user: first",
      "  reasoning: **Think**\n\nmore",
      "  agent: let me see",
      "completed:",
      "  user: use the tools",
      '  completed /bin/bash -lc echo hi; exit 3 -> 3 "hi\\n"',
      "  completed patch update /work/a.txt",
      '  completed kit/add {"a":1,"b":2}',
      "  agent: done",
    ]);
    expect((await read("interrupted")).lines).toEqual(["interrupted:", "  user: wait"]);
    expect((await read("failed")).lines).toEqual(["failed:", "  user: first"]);
    expect((await read("compacted")).lines).toEqual([
      "completed:",
      "  user: first",
      "  agent: one",
      "completed:",
      "  completed compaction",
      "completed:",
      "  user: second",
      "  agent: two",
    ]);
    const reverted = await read("reverted");
    expect(reverted.lines.filter((line) => line.includes("user"))).toEqual(["  user: first", "  user: third"]);
    expect(reverted.summary.preview).toBe("first");
    expect((await read("forked")).lines.filter((line) => line.includes("user"))).toEqual([
      "  user: first",
      "  user: in the fork",
    ]);
    expect((await read("named")).summary.name).toBe("My thread");
    expect((await read("exec")).summary.meta?.source).toBe("exec");
  },
);
