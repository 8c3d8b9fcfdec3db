import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fault, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const ASKING = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';
const touch = () => sse.shell(["touch", "written"]);

async function openThread(client: TestClient): Promise<string> {
  return (await client.call("thread/start", {})).thread.id;
}

async function say(client: TestClient, threadId: string, text = "go"): Promise<string> {
  const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text }] });
  return turn.id;
}

/** The notifications in short form: `item/started userMessage`. */
function story({ notifications }: TestClient): string[] {
  return notifications.map(({ method, params }) => {
    const { item, status } = params as { item?: { type: string; status?: string }; status?: { type: string } };
    return [method, item?.type, item?.status ?? status?.type].filter((word) => word !== undefined).join(" ");
  });
}

async function askedAbout(answer: unknown, server: TestServer) {
  const client = await server.connect();
  const asked: unknown[] = [];
  client.answer("item/commandExecution/requestApproval", (params) => {
    asked.push(params);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const threadId = await openThread(client);
  await say(client, threadId);
  const { turn } = await client.hear("turn/completed");
  const { item } = await client.hear("item/completed", ({ item: one }) => one.type === "commandExecution");
  return { turn, item, asked, client, wasRun: existsSync(path.join(server.cwd, "written")) };
}

test("a turn's notifications come after the answer, from its start to its end", async () => {
  await using server = await startServer({ script: [sse.say("hello", { deltas: ["hel", "lo"] })] });
  const client = await server.connect();
  const threadId = await openThread(client);
  const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text: "hi" }] });
  expect(turn).toMatchObject({ status: "inProgress", items: [] });
  const ended = await client.hear("turn/completed");
  expect(ended.turn).toMatchObject({
    id: turn.id,
    status: "completed",
    items: [{ type: "agentMessage", text: "hello" }],
  });
  expect(story(client)).toEqual([
    "thread/started",
    "thread/status/changed active",
    "turn/started",
    "item/started userMessage",
    "item/completed userMessage",
    "item/started agentMessage",
    "item/agentMessage/delta",
    "item/agentMessage/delta",
    "item/completed agentMessage",
    "thread/tokenUsage/updated",
    "thread/status/changed idle",
    "turn/completed",
  ]);
  const { thread } = await client.call("thread/read", { threadId, includeTurns: true });
  expect(thread.turns).toMatchObject([{ id: turn.id, items: [{ type: "userMessage" }, { type: "agentMessage" }] }]);
});

test("a command that the user accepts runs; the request is resolved before it does", async () => {
  await using server = await startServer({ script: [touch(), sse.say("done")], config: ASKING });
  const { item, asked, wasRun, client } = await askedAbout({ decision: "accept" }, server);
  expect(wasRun).toBe(true);
  expect(asked).toMatchObject([{ command: "touch written", cwd: server.cwd, itemId: "id" in item && item.id }]);
  expect(item).toMatchObject({ status: "completed", exitCode: 0 });
  const events = story(client);
  expect(
    events.slice(events.indexOf("item/completed userMessage") + 1, events.indexOf("item/started agentMessage")),
  ).toEqual([
    "thread/status/changed active",
    "item/started commandExecution inProgress",
    "serverRequest/resolved",
    "thread/status/changed active",
    "item/completed commandExecution completed",
    "thread/tokenUsage/updated",
  ]);
});

test.each([
  ["a no", { decision: "decline" }, "declined"],
  ["an answer that cannot be read", { decision: "sure" }, "failed"],
  ["an invalid answer", "accept", "failed"],
  ["an error", new Error("no"), "failed"],
])("%s keeps the command from running, and the turn continues", async (_name, answer, status) => {
  await using server = await startServer({ script: [touch(), sse.say("done")], config: ASKING });
  const { turn, item, wasRun } = await askedAbout(answer, server);
  expect(wasRun).toBe(false);
  expect(item).toMatchObject({ status });
  expect(turn.status).toBe("completed");
});

test("cancelling a question stops the turn", async () => {
  await using server = await startServer({ script: [touch()], config: ASKING });
  const { turn, item, wasRun } = await askedAbout({ decision: "cancel" }, server);
  expect([turn.status, wasRun]).toEqual(["interrupted", false]);
  expect(item).toMatchObject({ status: "declined" });
});

test("an interrupt is answered first, ends running work, and the next turn starts", async () => {
  await using server = await startServer({ script: [sse.shell(["sleep", "600"]), sse.say("next")] });
  const client = await server.connect();
  const threadId = await openThread(client);
  const turnId = await say(client, threadId);
  await client.hear("item/started", ({ item }) => item.type === "commandExecution");
  expect(await client.failure("turn/interrupt", { threadId, turnId: "other" })).toMatchObject({ code: -32600 });
  await client.call("turn/interrupt", { threadId, turnId });
  expect(story(client)).not.toContain("turn/completed");
  const { turn } = await client.hear("turn/completed");
  expect(turn).toMatchObject({ id: turnId, status: "interrupted", items: [] });
  expect(story(client)).toContain("item/completed commandExecution failed");
  const next = await say(client, threadId);
  await client.hear("turn/completed", ({ turn: { id } }) => id === next);
});

test("two clients are subscribed to one thread, and the first answer counts", async () => {
  await using server = await startServer({ script: [touch(), sse.say("done")], config: ASKING });
  const [first, second, stranger] = [await server.connect(), await server.connect(), await server.connect()];
  const threadId = await openThread(first);
  const never = Promise.withResolvers<unknown>();
  first.answer("item/commandExecution/requestApproval", () => never.promise);
  await say(first, threadId);
  await first.hear("item/started", ({ item }) => item.type === "commandExecution");
  // It joins while the question is open, and gets it, too.
  second.answer("item/commandExecution/requestApproval", () => ({ decision: "accept" }));
  const resumed = await second.call("thread/resume", { threadId });
  expect(resumed.thread.status).toMatchObject({ type: "active", activeFlags: ["waitingOnApproval"] });
  await second.hear("turn/completed");
  await first.hear("serverRequest/resolved");
  never.resolve({ decision: "decline" });
  await first.hear("turn/completed");
  expect(existsSync(path.join(server.cwd, "written"))).toBe(true);
  expect(stranger.notifications.filter(({ method }) => method !== "configWarning")).toEqual([]);
});

test("a turn continues when its client leaves, and another client reads it", async () => {
  const waits = sse.shell(["sh", "-c", "until [ -e go ]; do sleep 0.02; done"]);
  await using server = await startServer({ script: [waits, sse.say("done")] });
  const [first, second] = [await server.connect(), await server.connect()];
  const threadId = await openThread(first);
  await say(first, threadId);
  await first.hear("item/started", ({ item }) => item.type === "commandExecution");
  await first.connection.close();
  await second.call("thread/resume", { threadId });
  await writeFile(path.join(server.cwd, "go"), "");
  const { turn } = await second.hear("turn/completed");
  expect(turn).toMatchObject({ status: "completed", items: [{ text: "done" }] });
});

test("a review is entered and left, and can be interrupted by the id in its start notification", async () => {
  await using server = await startServer({ script: [sse.say("looks fine"), fault.silence()] });
  const client = await server.connect();
  const threadId = await openThread(client);
  const target = { type: "custom" as const, instructions: "look at it" };
  const { turn, reviewThreadId } = await client.call("review/start", { threadId, target });
  expect(reviewThreadId).toBe(threadId);
  const ended = await client.hear("turn/completed");
  expect(ended.turn).toMatchObject({ id: turn.id, items: [{ type: "agentMessage", text: "looks fine" }] });
  expect(story(client).filter((line) => line.startsWith("item/") || line.startsWith("turn/"))).toEqual([
    "item/started enteredReviewMode",
    "item/completed enteredReviewMode",
    "turn/started",
    "item/started userMessage",
    "item/completed userMessage",
    "item/started exitedReviewMode",
    "item/completed exitedReviewMode",
    "item/started agentMessage",
    "item/completed agentMessage",
    "turn/completed",
  ]);
  const { thread } = await client.call("thread/read", { threadId, includeTurns: true });
  expect(thread.turns.map(({ items }) => items.map(({ type }) => type))).toEqual([
    ["enteredReviewMode", "userMessage", "exitedReviewMode", "agentMessage"],
  ]);
  // Each has its own id, which does not change.
  const idsOf = (method: string) =>
    client.notifications.flatMap((one) =>
      one.method === method ? [(one.params as { item: { id: string } }).item.id] : [],
    );
  expect(new Set(idsOf("item/started")).size).toBe(4);
  expect(idsOf("item/completed")).toEqual(idsOf("item/started"));
  expect(thread.turns[0]?.items.map((item) => "id" in item && item.id)).toEqual(idsOf("item/started"));
  const second = await client.call("review/start", { threadId, target: { type: "uncommittedChanges" } });
  const started = await client.hear("turn/started", ({ turn: one }) => one.rootTurnId === second.turn.id);
  await server.model.waitForRequests(2);
  await client.call("turn/interrupt", { threadId, turnId: started.turn.id });
  const stopped = await client.hear("turn/completed", ({ turn: one }) => one.id === second.turn.id);
  expect(stopped.turn.status).toBe("interrupted");
  await expect(
    client.call("review/start", { threadId, target: { type: "custom", instructions: " " } }),
  ).rejects.toMatchObject({ code: -32600 });
});
