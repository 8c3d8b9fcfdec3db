import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { count, ended, goalUpdates, says, startWithGoals } from "./support/goals.js";
import type { TestServer } from "./support/start-server.js";

const EXPERIMENTAL = { experimentalApi: true };

/** Creates a thread without turns; returns its id. */
async function threadWithPausedGoal(server: TestServer): Promise<string> {
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("thread/goal/set", { threadId: thread.id, objective: "X", status: "paused" });
  return thread.id;
}

test("a goal survives its process; a resume reports it and continues an active one", async () => {
  await using server = await startWithGoals([
    sse.say("hi"),
    sse.say("one"),
    sse.call("update_goal", { status: "complete" }),
    sse.say("done"),
  ]);
  const client = await server.connect(EXPERIMENTAL);
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("turn/start", { threadId, input: says("hi") });
  await ended(client, 1);
  const { goal } = await client.call("thread/goal/set", { threadId, objective: "X", status: "paused", tokenBudget: 9 });
  await using again = await server.restart();
  await using later = await again.connect(EXPERIMENTAL);
  expect(await later.call("thread/goal/get", { threadId })).toEqual({ goal });
  await later.call("thread/goal/set", { threadId, status: "active", tokenBudget: 900 });
  expect(goalUpdates(later)).toEqual(["active 0"]);
  expect(count(later, "turn/started")).toBe(0);
  await later.call("thread/resume", { threadId });
  await ended(later, 2);
  expect(goalUpdates(later).slice(1)).toEqual([
    ...["active 0", "active 130 by a turn", "active 260 by a turn", "complete 260 by a turn"],
  ]);
  expect((await later.call("thread/goal/get", { threadId })).goal?.createdAt).toBe(goal.createdAt);
});

test("a resume reports that there is no goal, and a paused goal starts no turn", async () => {
  await using server = await startWithGoals([sse.say("hi")]);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("turn/start", { threadId, input: says("hi") });
  await ended(client, 1);
  await client.call("thread/resume", { threadId });
  await client.hear("thread/goal/cleared");
  await client.call("thread/goal/set", { threadId, objective: "X", status: "paused" });
  await client.call("thread/resume", { threadId });
  await client.call("thread/goal/get", { threadId });
  expect(goalUpdates(client)).toEqual(["cleared", "paused 0", "paused 0"]);
  expect(count(client, "turn/started")).toBe(1);
});

test("a fork copies the goal only on request and starts no turn for it; reverting turns keeps the goal", async () => {
  await using server = await startWithGoals([sse.say("hi")]);
  await using client = await server.connect(EXPERIMENTAL);
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  const { turn } = await client.call("turn/start", { threadId, input: says("hi") });
  await ended(client, 1);
  const set = await client.call("thread/goal/set", { threadId, objective: "X", status: "blocked" });
  const without = await client.call("thread/fork", { threadId });
  expect(await client.call("thread/goal/get", { threadId: without.thread.id })).toEqual({ goal: null });
  const { thread: fork } = await client.call("thread/fork", { threadId, deferGoalContinuation: true });
  const copied = await client.call("thread/goal/get", { threadId: fork.id });
  expect(copied.goal).toEqual({ ...set.goal, threadId: fork.id });
  await client.hear("thread/goal/updated", (params) => params.threadId === fork.id);
  await client.call("thread/goal/clear", { threadId: fork.id });
  await client.call("thread/revert", { threadId, beforeTurnId: turn.id });
  expect(await client.call("thread/goal/get", { threadId })).toEqual(set);
});

test("an archived thread keeps its goal, and deleting the thread deletes it", async () => {
  await using server = await startWithGoals([sse.say("hi")]);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("turn/start", { threadId, input: says("hi") });
  await ended(client, 1);
  const set = await client.call("thread/goal/set", { threadId, objective: "X", status: "paused" });
  await client.call("thread/archive", { threadId });
  for (const method of ["get", "set", "clear"])
    expect(await client.failure(`thread/goal/${method}`, { threadId, objective: "Y" })).toMatchObject({ code: -32600 });
  await client.call("thread/unarchive", { threadId });
  expect(await client.call("thread/goal/get", { threadId })).toEqual(set);
  await client.call("thread/delete", { threadId });
  expect(await client.failure("thread/goal/get", { threadId })).toMatchObject({ code: -32600 });
  expect(readdirSync(path.join(server.codexHome, "goals"))).toEqual([]);
});

test("concurrent changes of a saved thread's goal are all made", async () => {
  await using server = await startWithGoals([]);
  const threadId = await threadWithPausedGoal(server);
  await using again = await server.restart();
  await using later = await again.connect();
  await Promise.all([
    later.call("thread/goal/set", { threadId, tokenBudget: 9 }),
    later.call("thread/goal/set", { threadId, objective: "Y" }),
    later.call("thread/goal/set", { threadId, status: "blocked" }),
  ]);
  const { goal } = await later.call("thread/goal/get", { threadId });
  expect(goal).toMatchObject({ objective: "Y", status: "blocked", tokenBudget: 9 });
});

test("the goal of a thread without turns is saved with it; an unreadable file counts as no goal", async () => {
  await using server = await startWithGoals([]);
  const threadId = await threadWithPausedGoal(server);
  await using again = await server.restart();
  await using later = await again.connect();
  expect((await later.call("thread/goal/get", { threadId })).goal?.objective).toBe("X");
  const file = path.join(server.codexHome, "goals", `${threadId}.json`);
  expect(existsSync(file)).toBe(true);
  writeFileSync(file, '{"objective": ');
  expect(await later.call("thread/goal/get", { threadId })).toEqual({ goal: null });
});
