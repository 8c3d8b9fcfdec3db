import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { count, ended, goalUpdates, heardByModel, says, startWithGoals } from "./support/goals.js";
import type { TestClient } from "./support/test-client.js";

const wait = {
  type: "function" as const,
  name: "wait_here",
  description: "Waits.",
  inputSchema: { type: "object" },
};
const waits = sse.call("wait_here", {});

/** A thread with a tool that waits until `go` is called; `called` settles when the model has called it, in order. */
async function threadThatWaits(client: TestClient) {
  const calls = Array.from({ length: 3 }, () => ({
    come: Promise.withResolvers<void>(),
    gone: Promise.withResolvers<void>(),
  }));
  const [open, running] = [[...calls], [...calls]];
  client.answer("item/tool/call", async () => {
    const call = open.shift();
    call?.come.resolve();
    await call?.gone.promise;
    return { success: true, contentItems: [] };
  });
  const { thread } = await client.call("thread/start", { dynamicTools: [wait] });
  return {
    threadId: thread.id,
    called: () => running[0]?.come.promise,
    go: () => running.shift()?.gone.resolve(),
  };
}

test("the user's changes apply at once: the running turn gets a new objective, and a pause ends the counting", async () => {
  await using server = await startWithGoals([waits, waits, waits, sse.say("end")]);
  await using client = await server.connect({ experimentalApi: true });
  const { threadId, go, called } = await threadThatWaits(client);
  await client.call("thread/goal/set", { threadId, objective: "First" });
  await called();
  await client.call("thread/goal/set", { threadId, objective: "Second" });
  go();
  await called();
  const message = heardByModel(server, 1).at(-1);
  expect(message).toContain("<objective>\nSecond\n</objective>");
  expect(message).toMatch(/^<codex_internal_context source="goal">/);
  const { goal: paused } = await client.call("thread/goal/set", { threadId, status: "paused" });
  expect(paused.tokensUsed).toBeGreaterThanOrEqual(130);
  go();
  await called();
  expect(await client.call("thread/goal/get", { threadId })).toEqual({ goal: paused });
  expect(await client.call("thread/goal/clear", { threadId })).toEqual({ cleared: true });
  go();
  await ended(client, 1);
  expect(goalUpdates(client).at(-1)).toBe("cleared");
  expect(count(client, "turn/started")).toBe(1);
});

test("after an interrupt no turn starts until there is input; then turns follow again", async () => {
  await using server = await startWithGoals([
    waits,
    sse.say("hello"),
    sse.call("update_goal", { status: "complete" }),
    sse.say("done"),
  ]);
  await using client = await server.connect({ experimentalApi: true });
  const { threadId, go, called } = await threadThatWaits(client);
  await client.call("thread/goal/set", { threadId, objective: "X" });
  await called();
  const { turn } = await client.hear("turn/started");
  await client.call("turn/interrupt", { threadId, turnId: turn.id });
  go();
  expect((await client.call("thread/goal/get", { threadId })).goal?.status).toBe("active");
  expect(count(client, "turn/started")).toBe(1);
  await client.call("turn/start", { threadId, input: says("hello") });
  await ended(client, 3);
  expect(goalUpdates(client).at(-1)).toMatch(/^complete \d+ by a turn$/);
});

test("a turn's error blocks the goal, an account limit is named, and no other turn starts", async () => {
  const limit = { type: "usage_limit_reached", message: "limit", plan_type: "pro", resets_at: 1_900_000_000 };
  await using server = await startWithGoals([
    sse.say("one"),
    { type: "status", status: 400, body: { error: { message: "bad" } } },
    { type: "status", status: 429, body: { error: limit } },
  ]);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("thread/goal/set", { threadId, objective: "X" });
  await ended(client, 2);
  await client.call("thread/goal/set", { threadId, status: "active" });
  await ended(client, 3);
  expect(goalUpdates(client)).toEqual([
    ...["active 0", "active 130 by a turn", "blocked 130 by a turn"],
    ...["active 130", "usageLimited 130 by a turn"],
  ]);
  expect(server.model.requests).toHaveLength(3);
});

test("queued input takes precedence over the next turn for the goal", async () => {
  await using server = await startWithGoals([
    waits,
    sse.say("one"),
    sse.say("of the queue"),
    sse.call("update_goal", { status: "blocked" }),
    sse.say("blocked"),
  ]);
  await using client = await server.connect({ experimentalApi: true });
  const { threadId, go, called } = await threadThatWaits(client);
  await client.call("thread/goal/set", { threadId, objective: "X" });
  await called();
  await client.call("thread/queue/add", { threadId, clientUserMessageId: "c", input: says("queued") });
  go();
  await ended(client, 3);
  expect(heardByModel(server, 2).at(-1)).toBe("queued");
  expect(heardByModel(server, 3).at(-1)).toContain('source="goal"');
  expect(goalUpdates(client).at(-1)).toBe("blocked 520 by a turn");
});

test("in plan mode nothing is counted and no turn starts", async () => {
  await using server = await startWithGoals([
    sse.say("plan"),
    sse.say("more of it"),
    sse.say("done"),
    sse.call("update_goal", { status: "complete" }),
    sse.say("met"),
  ]);
  await using client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  const inMode = (mode: "plan" | "default") => ({ collaborationMode: { mode, settings: { model: "test-model" } } });
  await client.call("turn/start", { threadId, input: says("plan it"), ...inMode("plan") });
  await ended(client, 1);
  await client.call("thread/goal/set", { threadId, objective: "X" });
  await client.call("turn/start", { threadId, input: says("more") });
  await ended(client, 2);
  expect((await client.call("thread/goal/get", { threadId })).goal).toMatchObject({ status: "active", tokensUsed: 0 });
  await client.call("turn/start", { threadId, input: says("go"), ...inMode("default") });
  await ended(client, 4);
  expect(goalUpdates(client).at(-1)).toBe("complete 260 by a turn");
});

test("a goal is paused with a warning if the model only talks", async () => {
  await using server = await startWithGoals(Array.from({ length: 10 }, (_, index) => sse.say(`idle ${index}`)));
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("thread/goal/set", { threadId, objective: "X" });
  const { message } = await client.hear("warning");
  expect(message).toContain("The goal is paused: the model has made no progress in 10 turns");
  expect(count(client, "turn/completed")).toBe(10);
  expect((await client.call("thread/goal/get", { threadId })).goal).toMatchObject({
    status: "paused",
    tokensUsed: 1300,
  });
});

test("the model reads, creates and ends goals; forbidden changes are reported back to it", async () => {
  const calls: [name: string, args: object][] = [
    ["get_goal", {}],
    ["update_goal", { status: "complete" }],
    ["create_goal", { objective: " " }],
    ["create_goal", { objective: "x", token_budget: -1 }],
    ["create_goal", {}],
    ["create_goal", { objective: " Do it ", token_budget: 9000 }],
    ["create_goal", { objective: "Other" }],
    ["get_goal", {}],
    ["update_goal", { status: "active" }],
    ["update_goal", { status: "paused" }],
    ["update_goal", { status: "complete" }],
    ["create_goal", { objective: "Next" }],
    ["update_goal", { status: "blocked" }],
  ];
  await using server = await startWithGoals([
    ...calls.map(([name, args], index) => sse.call(name, args, `call-${index}`)),
    sse.say("end"),
  ]);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: says("go") });
  await ended(client, 1);
  const answers = heardByModel(server, -1)
    .slice(-calls.length)
    .map((text) => (text.startsWith("{") ? JSON.parse(text) : text));
  const goal = (fields: object) => expect.objectContaining({ goal: expect.objectContaining(fields) });
  expect(answers).toEqual([
    { goal: null, remainingTokens: null, completionBudgetReport: null },
    "the thread has no goal",
    "a goal's objective must not be empty",
    "the token budget of a goal must be more than 0",
    expect.stringContaining("objective"),
    goal({ objective: "Do it", status: "active", tokenBudget: 9000, tokensUsed: 0, threadId: thread.id }),
    expect.stringContaining("complete that one first"),
    goal({ tokensUsed: 130 }),
    expect.stringContaining("status"),
    goal({ status: "paused", tokensUsed: 520 }),
    expect.objectContaining({ remainingTokens: 8480, completionBudgetReport: expect.any(String) }),
    goal({ objective: "Next", status: "active", tokensUsed: 0 }),
    goal({ status: "blocked", tokensUsed: 130 }),
  ]);
});
