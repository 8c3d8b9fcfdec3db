import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer } from "./support/start-server.js";

const answers = (...texts: string[]) => texts.map((text) => sse.say(text));

test("pages that were begun before a revert continue with what is left", async () => {
  await using server = await startServer({ script: answers("one", "two", "three", "four") });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  const first = await say(client, threadId, "first");
  const second = await say(client, threadId, "second");
  await say(client, threadId, "third");
  const page = { threadId, limit: 1 };
  const turns = await client.call("thread/turns/list", page);
  const items = await client.call("thread/items/list", { ...page, sortDirection: "desc" });
  const timeline = await client.call("thread/timeline/list", page);
  await client.call("thread/revert", { threadId, beforeTurnId: second });

  const older = await client.call("thread/turns/list", { ...page, cursor: turns.nextCursor });
  expect([older.data.map(({ id }) => id), older.nextCursor]).toEqual([[first], null]);
  const since = { ...page, cursor: turns.backwardsCursor, sortDirection: "asc" as const };
  expect((await client.call("thread/turns/list", since)).data).toEqual([]);
  const last = await client.call("thread/items/list", { ...page, sortDirection: "desc", cursor: items.nextCursor });
  expect(last.data).toMatchObject([{ turnId: first, item: { type: "agentMessage" } }]);
  const end = await client.call("thread/timeline/list", { ...page, cursor: timeline.nextCursor });
  expect(end.data).toMatchObject([{ type: "turnCompleted", turnId: first }]);

  const fourth = await say(client, threadId, "fourth");
  expect((await client.call("thread/turns/list", since)).data.map(({ id }) => id)).toEqual([fourth]);
});

test("a fork has the source that its client names, not that of the original", async () => {
  await using server = await startServer({ script: answers("one") });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", { threadSource: "editor" });
  await say(client, thread.id, "first");
  const about = { threadId: thread.id };
  const sourceOf = async (params: object) => {
    const fork = (await client.call("thread/fork", { ...about, ...params })).thread;
    const read = (await client.call("thread/read", { threadId: fork.id })).thread;
    return [fork.threadSource, read.threadSource];
  };
  expect(await sourceOf({})).toEqual([null, null]);
  expect(await sourceOf({ threadSource: "reviewer" })).toEqual(["reviewer", "reviewer"]);
  expect(await sourceOf({ threadSource: "reviewer", ephemeral: true })).toEqual(["reviewer", "reviewer"]);
});

test("a turn keeps the root turn that its client names, also on disk", async () => {
  await using server = await startServer({ script: answers("one", "two") });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const input = [{ type: "text" as const, text: "work" }];
  const { turn } = await client.call("turn/start", { threadId: thread.id, input, rootTurnId: "root" });
  expect(turn.rootTurnId).toBe("root");
  const ended = await client.hear("turn/completed");
  expect(ended.turn.rootTurnId).toBe("root");
  await say(client, thread.id, "more", { rootTurnId: "" });
  await using later = await server.restart();
  const other = await later.connect();
  const { data } = await other.call("thread/turns/list", { threadId: thread.id, sortDirection: "asc" });
  expect(data.map(({ id, rootTurnId }) => rootTurnId === id || rootTurnId)).toEqual(["root", true]);
});

test("the usage of a loaded thread belongs to the latest turn that used any tokens", async () => {
  await using server = await startServer({ script: [...answers("one"), sse.hang()] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const first = await say(client, thread.id, "first");
  const input = [{ type: "text" as const, text: "second" }];
  const { turn } = await client.call("turn/start", { threadId: thread.id, input });
  await server.model.waitForRequests(2);
  await client.call("turn/interrupt", { threadId: thread.id, turnId: turn.id });
  const { thread: fork } = await client.call("thread/fork", { threadId: thread.id });
  expect(fork.turns?.map(({ id }) => id)).toEqual([first, turn.id]);
  const usage = await client.hear("thread/tokenUsage/updated", ({ threadId }) => threadId === fork.id);
  expect(usage.turnId).toBe(first);
});
