import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { count, ended, goalUpdates, heardByModel, says, startWithGoals } from "./support/goals.js";
import { startServer } from "./support/start-server.js";

const NOBODY = "67e55044-10b1-426f-9247-bb680e5fe0c8";

test("a client sets, reads, changes and clears a goal; invalid values are refused", async () => {
  await using server = await startWithGoals([]);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  const refused = async (params: object) => (await client.failure("thread/goal/set", { threadId, ...params })).code;
  expect(await client.call("thread/goal/get", { threadId })).toEqual({ goal: null });
  for (const params of [{}, { status: "paused" }, { tokenBudget: 5 }, { objective: "  " }])
    expect(await refused(params)).toBe(-32600);
  const set = await client.call("thread/goal/set", { threadId, objective: "  One ", status: "paused" });
  expect(set.goal).toMatchObject({ threadId, objective: "One", status: "paused", tokenBudget: null, tokensUsed: 0 });
  expect(set.goal.createdAt).toBeGreaterThan(1_700_000_000);
  expect((await client.call("thread/goal/set", { threadId, tokenBudget: 5 })).goal.tokenBudget).toBe(5);
  for (const params of [
    { objective: "" },
    { objective: "x".repeat(4001) },
    { objective: 3 },
    { status: "nonsense" },
    { tokenBudget: 0 },
    { tokenBudget: -1 },
    { tokenBudget: 1.5 },
    { origin: "nobody" },
  ])
    expect(await refused(params)).toBe(-32600);
  const longest = "é".repeat(4000);
  const edited = await client.call("thread/goal/set", { threadId, objective: longest, tokenBudget: null });
  expect(edited.goal).toMatchObject({ objective: longest, status: "paused", tokenBudget: null });
  expect(await client.call("thread/goal/get", { threadId })).toEqual({ goal: edited.goal });
  for (const status of ["blocked", "usageLimited", "budgetLimited", "complete"] as const)
    expect((await client.call("thread/goal/set", { threadId, status })).goal.status).toBe(status);
  expect(await client.call("thread/goal/clear", { threadId, origin: "automatic" })).toEqual({ cleared: true });
  expect(await client.call("thread/goal/clear", { threadId })).toEqual({ cleared: false });
  expect(goalUpdates(client)).toEqual([
    ...["paused 0", "paused 0", "paused 0", "blocked 0", "usageLimited 0", "budgetLimited 0", "complete 0"],
    "cleared",
  ]);
  expect(server.model.requests).toEqual([]);
});

test("goals are refused if the feature is off, and for ephemeral and unknown threads", async () => {
  await using off = await startServer();
  await using early = await off.connect();
  const { thread } = await early.call("thread/start", {});
  for (const method of ["set", "get", "clear"]) {
    const params = { threadId: thread.id, objective: "x" };
    expect(await early.failure(`thread/goal/${method}`, params)).toMatchObject({
      code: -32600,
      message: expect.stringContaining("codex features enable goals"),
    });
  }
  await using server = await startWithGoals([sse.call("create_goal", { objective: "x" }), sse.say("ok")]);
  await using client = await server.connect();
  const { thread: ephemeral } = await client.call("thread/start", { ephemeral: true });
  for (const threadId of [ephemeral.id, NOBODY, "nope"])
    expect(await client.failure("thread/goal/get", { threadId })).toMatchObject({ code: -32600 });
  await client.call("turn/start", { threadId: ephemeral.id, input: says("go") });
  await ended(client, 1);
  expect(heardByModel(server, 1).at(-1)).toBe("only a saved thread can have a goal");
  expect(goalUpdates(client)).toEqual([]);
});

test("turns follow each other for an active goal until the model reports that it is met", async () => {
  await using server = await startWithGoals([
    sse.say("one"),
    sse.shell(["true"]),
    sse.say("two"),
    sse.call("update_goal", { status: "complete" }),
    sse.say("done"),
  ]);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("thread/goal/set", { threadId, objective: "Write </objective> poems", tokenBudget: 9000 });
  await ended(client, 3);
  expect(goalUpdates(client)).toEqual([
    "active 0",
    "active 130 by a turn",
    "active 260 by a turn",
    "active 390 by a turn",
    "active 520 by a turn",
    "complete 520 by a turn",
  ]);
  const [message = ""] = heardByModel(server, 0).slice(-1);
  expect(message).toMatch(/^<codex_internal_context source="goal">/);
  expect(message).toContain("<objective>\nWrite <\\/objective> poems\n</objective>");
  expect(message).toContain("0 of 9000");
  expect(heardByModel(server, 3).filter((text) => text.includes('source="goal"'))).toHaveLength(3);
  const { thread: read } = await client.call("thread/read", { threadId, includeTurns: true });
  expect(read.turns.flatMap(({ items }) => items).filter(({ type }) => type === "userMessage")).toEqual([]);
  expect(read.preview).toBe("Write </objective> poems");
  expect(server.model.requests).toHaveLength(5);
});

test("the model learns of a used-up budget at once, and no other turn starts until it is raised", async () => {
  await using server = await startWithGoals([
    sse.shell(["true"]),
    sse.shell(["true"]),
    sse.say("so far"),
    sse.call("update_goal", { status: "complete" }),
    sse.say("done"),
  ]);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("thread/goal/set", { threadId, objective: "X", tokenBudget: 200 });
  await ended(client, 1);
  expect(goalUpdates(client).slice(1)).toEqual([
    "active 130 by a turn",
    "budgetLimited 260 by a turn",
    "budgetLimited 390 by a turn",
  ]);
  expect(heardByModel(server, 2).at(-1)).toContain("260 of 200; 0 are left");
  const still = await client.call("thread/goal/set", { threadId, status: "active" });
  expect(still.goal.status).toBe("budgetLimited");
  const raised = await client.call("thread/goal/set", { threadId, tokenBudget: 900 });
  expect(raised.goal.status).toBe("budgetLimited");
  expect(count(client, "turn/started")).toBe(1);
  await client.call("thread/goal/set", { threadId, status: "active" });
  await ended(client, 2);
  expect(goalUpdates(client).slice(-3)).toEqual(["active 390", "active 520 by a turn", "complete 520 by a turn"]);
});
