import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileThreadStore } from "@codex/core";
import { fault, responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer } from "./support/start-server.js";

/** The messages of the latest model request, by role. */
function heard(request: unknown): string[] {
  const { input } = (request as { body: { input: { role?: string; content?: { text?: string }[] }[] } }).body;
  return input
    .map(({ role, content }) => `${role}: ${content?.[0]?.text ?? ""}`)
    .filter((line) => !/^(developer|undefined): |^user: <(environment_context|user_instructions)/.test(line));
}

test("a fork continues from the history, and leaves the original thread unchanged", async () => {
  await using server = await startServer({ script: ["one", "two", "three"].map((text) => sse.say(text)) });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const first = await say(client, thread.id, "first");
  await say(client, thread.id, "second");
  const fork = await client.call("thread/fork", { threadId: thread.id, lastTurnId: first });
  expect(fork.thread).toMatchObject({ forkedFromId: thread.id, turns: [{ id: first }] });
  await client.hear("thread/started", (params) => params.thread.id === fork.thread.id);
  const usage = await client.hear("thread/tokenUsage/updated", ({ threadId }) => threadId === fork.thread.id);
  expect(usage).toMatchObject({ turnId: first, tokenUsage: { total: { totalTokens: expect.any(Number) } } });
  await say(client, fork.thread.id, "other");
  expect(heard(server.model.requests.at(-1))).toEqual(["user: first", "assistant: one", "user: other"]);
  const read = await client.call("thread/read", { threadId: thread.id, includeTurns: true });
  expect(read.thread.turns).toHaveLength(2);
});

test("a thread's file is created when there is something to save: a turn, a name, or a client's items", async () => {
  await using server = await startServer({ script: [sse.say("hello")] });
  const client = await server.connect();
  const start = async () => (await client.call("thread/start", {})).thread;
  const [silent, spoken, named, injected] = [await start(), await start(), await start(), await start()];
  expect([silent, spoken, named, injected].map(({ path: file }) => existsSync(file ?? ""))).not.toContain(true);
  await say(client, spoken.id, "hi");
  await client.call("thread/name/set", { threadId: named.id, name: "mine" });
  const items = [{ type: "message", role: "user", content: [{ type: "input_text", text: "known" }] }];
  await client.call("thread/inject_items", { threadId: injected.id, items });
  await client.call("thread/delete", { threadId: silent.id });
  expect([silent, spoken, named, injected].map(({ path: file }) => existsSync(file ?? ""))).toEqual([
    false,
    true,
    true,
    true,
  ]);
  const later = await server.connect();
  expect((await later.call("thread/read", { threadId: named.id })).thread.name).toBe("mine");
});

test("a reloaded thread reports the ends of its lists, and the usage of its last request", async () => {
  const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };
  const last = sse.events(responsesEvent.created(), responsesEvent.message("done"), responsesEvent.completed(usage));
  await using server = await startServer({ script: [sse.shell(["true"]), last] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "hi");
  await server.app.threads.close(thread.id);
  const other = await server.connect();
  const resumed = await other.call("thread/resume", { threadId: thread.id });
  const { tokenUsage } = await other.hear("thread/tokenUsage/updated");
  expect([tokenUsage.last.totalTokens, tokenUsage.total.totalTokens]).toEqual([10, 160]);
  const page = { threadId: thread.id, limit: 1, sortDirection: "desc" } as const;
  const turns = await client.call("thread/turns/list", { ...page, cursor: resumed.turnsBackwardsCursor });
  expect(turns.data).toHaveLength(1);
  const items = await client.call("thread/items/list", { ...page, cursor: resumed.itemsBackwardsCursor });
  expect(items.data).toMatchObject([{ item: { type: "agentMessage", text: "done" } }]);
});

test("a thread saved in plan mode is in it again; one that left the mode is not", async () => {
  const script = [sse.say("planned"), sse.shell(["touch", "made"]), sse.say("planned more"), sse.say("done")];
  await using server = await startServer({ script });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const collaborationMode = (mode: "plan" | "default") => ({ mode, settings: { model: "mock-model" } });
  await say(client, thread.id, "hi", { collaborationMode: collaborationMode("plan") });
  await server.app.threads.close(thread.id);
  await client.call("thread/resume", { threadId: thread.id });
  await say(client, thread.id, "go on");
  expect(existsSync(path.join(server.cwd, "made"))).toBe(false);

  await say(client, thread.id, "leave it", { collaborationMode: collaborationMode("default") });
  await server.app.threads.close(thread.id);
  const { settings } = await fileThreadStore(server.codexHome).read(thread.id);
  expect(settings.mode).toBe("default");
});

test("settings changed between turns apply when the thread is loaded again, and are written once", async () => {
  await using server = await startServer({ script: [sse.say("a"), sse.say("b")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "one");
  const sandboxPolicy = { type: "workspaceWrite", networkAccess: true } as const;
  const change = {
    threadId: thread.id,
    model: "gpt-5",
    effort: "high",
    approvalPolicy: "on-request",
    sandboxPolicy,
  } as const;
  await client.call("thread/settings/update", change);
  await server.app.threads.close(thread.id);
  const written = readFileSync(thread.path ?? "", "utf8");
  const resumed = await client.call("thread/resume", { threadId: thread.id });
  expect(resumed).toMatchObject({ model: "gpt-5", reasoningEffort: "high", approvalPolicy: "on-request" });
  expect(resumed.sandbox).toMatchObject(sandboxPolicy);
  const settingsIn = (text: string) => text.match(/"settings":/g)?.length;
  expect(settingsIn(readFileSync(thread.path ?? "", "utf8"))).toBe(settingsIn(written));
  await say(client, thread.id, "two");
  expect(server.model.requests.at(-1)?.body).toMatchObject({ model: "gpt-5", reasoning: { effort: "high" } });
});

test("settings of a mode are complete: one without an effort gets its model's", async () => {
  await using server = await startServer({ script: [sse.say("a"), sse.say("b"), sse.say("c")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", { config: { model_reasoning_effort: "low" } });
  const settings = { model: "gpt-5" };
  await say(client, thread.id, "one", { model: "gpt-5" });
  await say(client, thread.id, "two", {
    collaborationMode: { mode: "plan", settings: { ...settings, reasoning_effort: "high" } },
  });
  await say(client, thread.id, "three", { effort: "low", collaborationMode: { mode: "default", settings } });
  const efforts = server.model.requests.map(({ body }) => Object(body).reasoning?.effort);
  expect(efforts).toEqual(["low", "high", "medium"]);
});

test("a thread may start in a folder that does not exist yet", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const start = async (cwd: string) => (await client.call("thread/start", { cwd })).cwd;
  expect(await start("/no/such/folder")).toBe("/no/such/folder");
  expect(await start("relative")).toBe(path.join(server.cwd, "relative"));
});

test("a model server's error message reaches the client verbatim", async () => {
  await using server = await startServer({ script: [fault.status(400, { error: { message: "bad sk-test" } })] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "hi");
  const message = '{"error":{"message":"bad ***"}}';
  expect(await client.hear("error")).toMatchObject({ error: { message, codexErrorInfo: "other" }, willRetry: false });
});

test("a reverted turn is gone for clients and for the model", async () => {
  await using server = await startServer({ script: ["one", "two", "three"].map((text) => sse.say(text)) });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, "first");
  const second = await say(client, thread.id, "second");
  expect(await client.failure("thread/revert", { threadId: thread.id, beforeTurnId: "none" })).toMatchObject({
    code: -32600,
  });
  await client.call("thread/revert", { threadId: thread.id, beforeTurnId: second });
  await client.hear("thread/reverted");
  await say(client, thread.id, "third");
  expect(heard(server.model.requests.at(-1))).toEqual(["user: first", "assistant: one", "user: third"]);
  const turns = await client.call("thread/turns/list", {
    threadId: thread.id,
    sortDirection: "asc",
    itemsView: "full",
  });
  expect(turns.data).toMatchObject([
    { items: [{}, { text: "one" }] },
    { items: [{ content: [{ text: "third" }] }, { text: "three" }] },
  ]);
});

test("a thread is named, listed, archived, unarchived and deleted", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const about = { threadId: thread.id };
  const listed = async (params = {}) => (await client.call("thread/list", params)).data.map(({ id }) => id);
  expect(await listed()).toEqual([]);
  await say(client, thread.id, "hello there");
  await client.call("thread/name/set", { ...about, name: "  Mine " });
  await client.hear("thread/name/updated", ({ threadName }) => threadName === "Mine");
  expect((await client.call("thread/list", { searchTerm: "mine" })).data).toMatchObject([
    { id: thread.id, name: "Mine", preview: "hello there", source: "vscode", originator: "tester", cwd: server.cwd },
  ]);
  await client.call("thread/archive", about);
  await client.hear("thread/archived");
  expect([await listed(), await listed({ archived: true })]).toEqual([[], [thread.id]]);
  await client.call("thread/unarchive", about);
  await client.call("thread/delete", about);
  await client.hear("thread/deleted");
  expect(existsSync(thread.path ?? "")).toBe(false);
  expect(await client.failure("thread/resume", about)).toMatchObject({ code: -32600 });
});

test("pages of turns and items are contiguous in both directions", async () => {
  await using server = await startServer({ script: ["one", "two", "three"].map((text) => sse.say(text)) });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const ids: string[] = [];
  for (const text of ["first", "second", "third"]) ids.push(await say(client, thread.id, text));
  const about = { threadId: thread.id, limit: 2 };
  const newest = await client.call("thread/turns/list", about);
  expect(newest.data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  const older = await client.call("thread/turns/list", { ...about, cursor: newest.nextCursor });
  expect([older.data.map(({ id }) => id), older.nextCursor]).toEqual([[ids[0]], null]);
  const since = await client.call("thread/turns/list", {
    ...about,
    cursor: newest.backwardsCursor,
    sortDirection: "asc",
  });
  expect(since.data.map(({ id }) => id)).toEqual([ids[2]]);
  expect(await client.failure("thread/turns/list", { ...about, cursor: "nothing" })).toMatchObject({ code: -32600 });
  const items = await client.call("thread/items/list", { threadId: thread.id, turnId: ids[1] });
  expect(items.data.map(({ item }) => item.type)).toEqual(["userMessage", "agentMessage"]);
});

test("injected items and a stopped turn reach the model", async () => {
  await using server = await startServer({ script: [sse.hang(), sse.say("done")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  const text = { type: "input_text", text: "injected" };
  await client.call("thread/inject_items", { threadId, items: [{ type: "message", role: "user", content: [text] }] });
  const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text: "first" }] });
  await server.model.waitForRequests(1);
  await client.call("turn/interrupt", { threadId, turnId: turn.id });
  await say(client, threadId, "second");
  expect(heard(server.model.requests.at(-1)).map((line) => line.split("\n")[0])).toEqual([
    "user: injected",
    "user: first",
    "user: <turn_aborted>",
    "user: second",
  ]);
  expect(await client.failure("thread/inject_items", { threadId, items: [{ type: "message" }] })).toMatchObject({
    code: -32600,
  });
});

test("the user runs a command by hand, and the model learns of it", async () => {
  await using server = await startServer({ script: [sse.say("saw it")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("thread/shellCommand", { threadId, command: "echo mine; exit 3" });
  const { item } = await client.hear("item/completed");
  expect(item).toMatchObject({ source: "userShell", status: "failed", exitCode: 3, aggregatedOutput: "mine\n" });
  await client.hear("turn/completed");
  await say(client, threadId, "what did I do");
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).toContain("echo mine; exit 3");
  expect(await client.failure("thread/shellCommand", { threadId, command: " " })).toMatchObject({ code: -32600 });
});

test("a thread without turns has a summary as soon as it is loaded", async () => {
  await using server = await startServer();
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const { summary } = await client.call("getConversationSummary", { conversationId: thread.id });
  expect(summary).toMatchObject({ conversationId: thread.id, path: thread.path, preview: "", cwd: server.cwd });
  expect(Date.parse(summary.timestamp ?? "")).toBeGreaterThan(0);
  const nobody = "67e55044-10b1-426f-9247-bb680e5fe0c8";
  expect(await client.failure("getConversationSummary", { conversationId: nobody })).toMatchObject({ code: -32600 });
});
