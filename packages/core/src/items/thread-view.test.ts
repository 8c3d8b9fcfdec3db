import { describe, expect, test } from "vitest";
import type { Command } from "./call-items.js";
import type { AgentMessage, Item } from "./item.js";
import type { ThreadEventBody } from "./thread-event.js";
import { EMPTY_THREAD, foldThreadEvent, type ThreadView } from "./thread-view.js";
import type { TurnInfo } from "./turn.js";

const turn: TurnInfo = { id: "t1", kind: "input", status: "running", startedAt: 1 };
const base = { turnId: "t1", status: "running", startedAt: 2 } as const;
const message: AgentMessage = { ...base, kind: "agent-message", id: "t1/1", text: "" };
const command: Command = {
  ...base,
  kind: "command",
  id: "t1/2",
  status: "proposed",
  command: ["ls"],
  cwd: "/work",
  actions: [{ type: "list-files", command: "ls" }],
  source: "agent",
  output: { stdout: "", stderr: "", aggregated: "", formatted: "" },
};

const fold = (...events: ThreadEventBody[]): ThreadView => events.reduce(foldThreadEvent, EMPTY_THREAD);
const text = (itemId: string, delta: string): ThreadEventBody => ({
  type: "item-updated",
  turnId: "t1",
  itemId,
  update: { type: "text", delta },
});
const started = (item: Item): ThreadEventBody => ({ type: "item-started", item });
const begun: ThreadEventBody = { type: "turn-started", turn };

describe("the view of a thread's events", () => {
  test("collects messages, and has the complete text even if deltas were lost", () => {
    const live = fold(begun, started(message), text("t1/1", "Hel"), text("t1/1", "lo"));
    expect(live.turns[0]?.items).toEqual([{ ...message, text: "Hello" }]);
    const whole: AgentMessage = { ...message, status: "completed", text: "Hello, you", endedAt: 3 };
    const ended: ThreadEventBody = { type: "item-ended", item: whole };
    expect(foldThreadEvent(live, ended).turns[0]?.items).toEqual([whole]);
    expect(fold(begun, started(message), ended).turns[0]?.items).toEqual([whole]);
  });

  test("shows a command that waits for approval, runs and prints", () => {
    const question = {
      kind: "command",
      id: "q1",
      turnId: "t1",
      itemId: "t1/2",
      askedAt: 3,
      command: ["ls"],
      cwd: "/work",
      actions: [],
      outsideSandbox: false,
    } as const;
    const asked = fold(begun, started(command), { type: "question-asked", question });
    expect(asked.questions).toEqual([question]);
    const settled: ThreadEventBody[] = [
      { type: "question-settled", question, answer: { type: "approved", scope: "once" } },
      { type: "item-updated", turnId: "t1", itemId: "t1/2", update: { type: "running" } },
      {
        type: "item-updated",
        turnId: "t1",
        itemId: "t1/2",
        update: { type: "output", stream: "stdout", bytes: new Uint8Array([97]), text: "a" },
      },
    ];
    const running = settled.reduce(foldThreadEvent, asked);
    expect(running.questions).toEqual([]);
    expect(running.turns[0]?.items[0]).toMatchObject({ status: "running", output: { stdout: "a", aggregated: "a" } });
  });

  test("builds the sections of a reasoning item", () => {
    const reasoning: Item = { ...base, kind: "reasoning", id: "t1/3", summary: [], content: [] };
    const section: ThreadEventBody = {
      type: "item-updated",
      turnId: "t1",
      itemId: "t1/3",
      update: { type: "section" },
    };
    const view = fold(
      begun,
      started(reasoning),
      section,
      text("t1/3", "a"),
      section,
      text("t1/3", "b"),
      text("t1/3", "c"),
    );
    expect(view.turns[0]?.items[0]).toMatchObject({ summary: ["a", "bc"] });
  });

  test("reuses what did not change", () => {
    const before = fold(begun, started(message), started(command));
    const after = foldThreadEvent(before, text("t1/1", "x"));
    expect(after.turns[0]?.items[1]).toBe(before.turns[0]?.items[1]);
    expect(foldThreadEvent(before, text("t1/9", "x")).turns[0]?.items).toBe(before.turns[0]?.items);
  });

  test("keeps the usage and the end of a turn", () => {
    const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 };
    const view = fold(
      begun,
      { type: "usage", turnId: "t1", last: usage, turn: usage, total: usage },
      { type: "turn-ended", turn: { ...turn, status: "failed", error: { code: "auth-required", message: "log in" } } },
      { type: "closed" },
    );
    expect(view).toMatchObject({
      usage,
      closed: true,
      turns: [{ status: "failed", error: { code: "auth-required" } }],
    });
  });
});
