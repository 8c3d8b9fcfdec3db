import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer } from "./support/start-server.js";

const refused = { code: -32600 };

test("the only environment sets a thread's folder; other environments, and an empty list, are refused", async () => {
  await using server = await startServer({ script: [sse.shell(["sh", "-c", "echo a > made"]), sse.say("done")] });
  const client = await server.connect({ experimentalApi: true });
  const [local, folder] = ["local", path.join(server.cwd, "sub")];
  mkdirSync(folder);
  const { thread } = await client.call("thread/start", { environments: [{ environmentId: local, cwd: folder }] });
  const said = { threadId: thread.id, input: [{ type: "text" as const, text: "go" }] };
  const wrong = [
    [],
    [{ environmentId: "elsewhere", cwd: folder }],
    [{ environmentId: local, cwd: "sub" }],
    [
      { environmentId: local, cwd: folder },
      { environmentId: local, cwd: folder },
    ],
  ];
  for (const environments of wrong) {
    expect((await client.failure("thread/start", { environments })).code).toBe(-32600);
    expect((await client.failure("turn/start", { ...said, environments })).code).toBe(-32600);
  }
  await client.call("turn/start", said);
  await client.hear("turn/completed");
  expect(existsSync(path.join(folder, "made"))).toBe(true);
});

test("a loaded thread is not resumed with another history or from another file", async () => {
  await using server = await startServer();
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const history = [{ type: "message", role: "user", content: [{ type: "input_text", text: "before" }] }];
  for (const other of [{ history }, { path: "/elsewhere.jsonl" }]) {
    expect((await client.failure("thread/resume", { threadId: thread.id, ...other })).code).toBe(-32600);
  }
});

test("each turn's end changes the read state, from the first unread turn on", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const first = await say(client, thread.id, "first");
  await say(client, thread.id, "second");
  await client.call("thread/shellCommand", { threadId: thread.id, command: "true" });
  await client.hear("turn/completed", ({ turn }) => turn.items.length === 0);
  const states = client.notifications.flatMap(({ method, params }) =>
    method === "thread/readState/changed"
      ? [(params as { readState: { revision: string; firstUnread: unknown } }).readState]
      : [],
  );
  expect(states.map(({ firstUnread }) => firstUnread)).toEqual([
    { type: "turn", turnId: first },
    { type: "turn", turnId: first },
  ]);
  expect(new Set(states.map(({ revision }) => revision)).size).toBe(2);
});

test("loaded threads are listed by id, and a page continues after an id", async () => {
  await using server = await startServer({ script: [] });
  const client = await server.connect();
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.push((await client.call("thread/start", {})).thread.id);
  ids.sort();
  const page = await client.call("thread/loaded/list", { limit: 2 });
  expect(page).toEqual({ data: ids.slice(0, 2), nextCursor: ids[1] });
  expect(await client.call("thread/loaded/list", { cursor: page.nextCursor })).toEqual({
    data: ids.slice(2),
    nextCursor: null,
  });
  expect(await client.failure("thread/loaded/list", { cursor: "1" })).toMatchObject(refused);
});

test("an archived thread must be unarchived before it is resumed; an unused thread can be archived", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "first");
  const { thread: unused } = await client.call("thread/start", {});
  for (const threadId of [thread.id, unused.id]) {
    await client.call("thread/archive", { threadId });
    await client.hear("thread/archived", (params) => params.threadId === threadId);
  }
  expect(await client.call("thread/loaded/list", {})).toMatchObject({ data: [] });
  expect(await client.failure("thread/resume", { threadId: thread.id })).toMatchObject(refused);
  await client.call("thread/unarchive", { threadId: thread.id });
  await client.call("thread/resume", { threadId: thread.id });
  await say(client, thread.id, "second");
});

test("joining a loaded thread reports its token usage", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const turnId = await say(client, thread.id, "first");
  await client.call("thread/unsubscribe", { threadId: thread.id });
  const later = await server.connect();
  await later.call("thread/resume", { threadId: thread.id });
  const usage = await later.hear("thread/tokenUsage/updated");
  expect(usage).toMatchObject({ threadId: thread.id, turnId, tokenUsage: { total: { totalTokens: 150 } } });
});

test("a fork has the name of its thread; two ends are refused", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const turnId = await say(client, thread.id, "first");
  await client.call("thread/name/set", { threadId: thread.id, name: "mine" });
  expect((await client.call("thread/fork", { threadId: thread.id })).thread.name).toBe("mine");
  const both = { threadId: thread.id, lastTurnId: turnId, beforeTurnId: turnId };
  expect(await client.failure("thread/fork", both)).toMatchObject(refused);
});

test("the turns of an ephemeral thread are not listed", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", { ephemeral: true });
  await say(client, thread.id, "first");
  expect(await client.failure("thread/turns/list", { threadId: thread.id })).toMatchObject(refused);
  expect(await client.failure("thread/items/list", { threadId: thread.id })).toMatchObject({ code: -32601 });
});

test("injected items must not be empty; unknown kinds are skipped", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  expect(await client.failure("thread/inject_items", { threadId: thread.id, items: [] })).toMatchObject(refused);
  await client.call("thread/inject_items", { threadId: thread.id, items: [{ type: "of_tomorrow" }] });
  await say(client, thread.id, "first");
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).not.toContain("of_tomorrow");
});

test("a granular approval policy is experimental", async () => {
  await using server = await startServer({ script: [] });
  const client = await server.connect();
  const granular = { sandbox_approval: true, rules: true, mcp_elicitations: true };
  expect(await client.failure("thread/start", { approvalPolicy: { granular } })).toMatchObject({
    message: "askForApproval.granular requires experimentalApi capability",
  });
});

test("a thread needs a model", async () => {
  await using server = await startServer({ script: [] });
  const client = await server.connect();
  expect(await client.failure("thread/start", { model: "" })).toMatchObject(refused);
});

test("a timeline starts with its latest page, and each page is in chronological order", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const first = await say(client, thread.id, "first");
  const second = await say(client, thread.id, "second");
  const pages: unknown[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await client.call("thread/timeline/list", { threadId: thread.id, limit: 3, cursor });
    pages.push(page.data.map((entry) => [entry.type, "turnId" in entry ? entry.turnId : undefined]));
    cursor = page.nextCursor ?? null;
  }
  expect(pages).toEqual([
    [
      ["item", second],
      ["item", second],
      ["turnCompleted", second],
    ],
    [
      ["item", first],
      ["turnCompleted", first],
      ["turnStarted", second],
    ],
    [
      ["turnStarted", first],
      ["item", first],
    ],
  ]);
});

test("a thread is reported as unloaded before it is reported as archived or deleted", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect();
  const start = async () => (await client.call("thread/start", {})).thread.id;
  const [archived, deleted] = [await start(), await start()];
  await say(client, archived, "first");
  await client.call("thread/archive", { threadId: archived });
  await client.hear("thread/archived");
  await client.call("thread/delete", { threadId: deleted });
  await client.hear("thread/deleted");
  const unloaded = client.notifications.filter(({ params }) => JSON.stringify(params).includes('"notLoaded"}'));
  expect(unloaded).toEqual(
    [archived, deleted].map((threadId) => ({
      method: "thread/status/changed",
      params: { threadId, status: { type: "notLoaded" } },
    })),
  );
  const methods = client.notifications.map(({ method }) => method);
  expect(methods.indexOf("thread/archived")).toBeGreaterThan(
    client.notifications.indexOf(unloaded[0] ?? client.notifications.at(-1)!),
  );
});

test("a thread is resumed and forked by its file, whatever id is given with it", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "first");
  const { path } = thread;
  expect((await client.call("thread/resume", { threadId: "", path })).thread.id).toBe(thread.id);
  expect((await client.call("thread/fork", { threadId: "", path })).thread).toMatchObject({ forkedFromId: thread.id });
  expect(await client.failure("thread/resume", { threadId: thread.id, path: "/no/such.jsonl" })).toMatchObject(refused);
});

test("a thread starts with a history from the client", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect({ experimentalApi: true });
  const content = [{ type: "input_text" as const, text: "from elsewhere" }];
  const history = [{ type: "message" as const, role: "user", content }];
  const threadId = "019a0000-0000-7000-8000-000000000000";
  const { thread } = await client.call("thread/resume", { threadId, history });
  expect(thread).toMatchObject({ preview: "from elsewhere", turns: [] });
  expect(thread.id).not.toBe(threadId);
  await say(client, thread.id, "and now");
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).toContain("from elsewhere");
  expect(await client.failure("thread/resume", { threadId, history: [] })).toMatchObject(refused);
});

test("a fork of a busy thread knows that it does not continue the running turn", async () => {
  await using server = await startServer({ script: [sse.hang(), sse.say("two")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "first" }] });
  await server.model.waitForRequests(1);
  const fork = await client.call("thread/fork", { threadId: thread.id });
  await say(client, fork.thread.id, "second");
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).toContain("<turn_aborted>");
});

test("an ephemeral fork has its thread's preview and no file", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "first");
  const fork = await client.call("thread/fork", { threadId: thread.id, ephemeral: true });
  expect(fork.thread).toMatchObject({ preview: "first", path: null, ephemeral: true });
});

test("settings are reported only if a request changes some", async () => {
  await using server = await startServer({ script: [] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  await client.call("thread/settings/update", { threadId: thread.id });
  await client.call("thread/settings/update", { threadId: thread.id, effort: "low" });
  expect((await client.hear("thread/settings/updated")).threadSettings).toMatchObject({
    effort: "low",
    environments: [{ environmentId: "local", cwd: thread.cwd }],
  });
});

test("threads are listed by included ids; an empty list of originators matches all", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "first");
  const ids = async (filter: object) => (await client.call("thread/list", filter)).data.map(({ id }) => id);
  expect(await ids({ originators: [] })).toEqual([thread.id]);
  expect(await ids({ includedThreadIds: [thread.id.toUpperCase()] })).toEqual([thread.id]);
  expect(await ids({ excludedThreadIds: [thread.id] })).toEqual([]);
  for (const name of ["parentThreadId", "ancestorThreadId"]) {
    expect(await client.failure("thread/list", { [name]: "none" })).toMatchObject(refused);
  }
  for (const name of ["includedThreadIds", "excludedThreadIds"]) {
    expect(await client.failure("thread/list", { [name]: ["none"] })).toMatchObject({ code: -32602 });
  }
});
