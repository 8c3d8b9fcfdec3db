import { existsSync } from "node:fs";
import path from "node:path";
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

test("a fork of a thread in plan mode is in the default mode, which its answer implies by naming none", async () => {
  const script = [sse.say("planned"), sse.shell(["touch", "made"]), sse.say("done")];
  await using server = await startServer({ script });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const collaborationMode = { mode: "plan", settings: { model: "test-model" } };
  await say(client, thread.id, "plan it", { collaborationMode });
  const fork = await client.call("thread/fork", { threadId: thread.id });
  await say(client, fork.thread.id, "carry it out");
  expect(existsSync(path.join(server.cwd, "made"))).toBe(true);
});

test("clients hear that a reverted thread was loaded anew, then its status, then that it was reverted", async () => {
  await using server = await startServer({ script: answers("one") });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const first = await say(client, thread.id, "first");
  const before = client.notifications.length;
  await client.call("thread/revert", { threadId: thread.id, beforeTurnId: first });
  await client.hear("thread/reverted");
  const heard = client.notifications.slice(before).filter(({ method }) => /status|reverted/.test(method));
  expect(heard).toMatchObject([
    { method: "thread/status/changed", params: { status: { type: "notLoaded" } } },
    { method: "thread/status/changed", params: { status: { type: "idle" } } },
    { method: "thread/reverted" },
  ]);
});

test("a loaded thread is resumed with its file by any path, relative to the server's folder or not", async () => {
  await using server = await startServer({ script: answers("one") });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "first");
  const file = thread.path ?? "";
  const folder = path.dirname(file);
  for (const named of [
    path.relative(server.cwd, file),
    `${folder}/../${path.basename(folder)}/${path.basename(file)}`,
  ]) {
    const resumed = await client.call("thread/resume", { threadId: thread.id, path: named });
    expect(resumed.thread.turns).toHaveLength(1);
  }
  const other = path.join(server.cwd, path.basename(file));
  expect((await client.failure("thread/resume", { threadId: thread.id, path: other })).code).toBe(-32600);
});

test("a compaction that a hook stops is interrupted, but the model does not read that the user stopped it", async () => {
  const requirements = `[[hooks.PreCompact]]
[[hooks.PreCompact.hooks]]
type = "command"
command = "echo '{\\"continue\\":false}'"
`;
  await using server = await startServer({ script: answers("one", "two"), requirements });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "first");
  await client.call("thread/compact/start", { threadId: thread.id });
  const stopped = await client.hear("turn/completed", ({ turn }) => turn.status === "interrupted");
  expect(stopped.turn.error).toBeNull();
  await say(client, thread.id, "second");
  const sent = JSON.stringify(server.model.requests.at(-1)?.body);
  expect(sent).toContain("first");
  expect(sent).not.toContain("<turn_aborted>");
});
