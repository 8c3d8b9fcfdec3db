import { readdirSync } from "node:fs";
import path from "node:path";
import { fileThreadStore } from "@codex/core";
import { sse } from "@codex/test-support";
import { expect, test, vi } from "vitest";
import { startServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const EXPERIMENTAL = { experimentalApi: true };
const text = (said: string) => [{ type: "text" as const, text: said, text_elements: [] }];

async function add(client: TestClient, threadId: string, said: string): Promise<string> {
  const entry = { threadId, clientUserMessageId: `client-${said}`, input: text(said) };
  return (await client.call("thread/queue/add", entry)).queuedSubmission.id;
}

const WAITS = {
  type: "function" as const,
  name: "wait_here",
  description: "Waits.",
  inputSchema: { type: "object" },
};

/** The texts of the queued entries. */
async function waiting(client: TestClient, threadId: string): Promise<string[]> {
  const { data } = await client.call("thread/queue/list", { threadId });
  return data.map(({ input: [first] }) => Object(first).text);
}

/** The texts of user messages in a model request. */
const said = (request: unknown): string[] =>
  Object(request)
    .body.input.filter(({ role }: { role?: string }) => role === "user")
    .map(({ content }: { content: { text: string }[] }) => content[0]?.text)
    .filter((line: string) => !line.startsWith("<"));

const ended = (client: TestClient, count: number) =>
  client.hear(
    "turn/completed",
    () => client.notifications.filter(({ method }) => method === "turn/completed").length >= count,
  );

test("input starts at once if nothing is running, otherwise one after the other in the queue's order", async () => {
  await using server = await startServer({
    script: [sse.call("wait_here", {}), ...["a", "b", "c"].map((one) => sse.say(one))],
  });
  await using client = await server.connect(EXPERIMENTAL);
  const go = Promise.withResolvers<void>();
  client.answer("item/tool/call", async () => {
    await go.promise;
    return { success: true, contentItems: [] };
  });
  const { thread } = await client.call("thread/start", { dynamicTools: [WAITS] });
  const threadId = thread.id;
  await add(client, threadId, "first");
  await client.hear("item/started", ({ item }) => item.type === "dynamicToolCall");
  expect(await waiting(client, threadId)).toEqual([]);
  const [second, third, fourth] = [
    await add(client, threadId, "second"),
    await add(client, threadId, "third"),
    await add(client, threadId, "fourth"),
  ];
  await client.call("thread/queue/update", { threadId, queuedSubmissionId: second, input: text("2nd") });
  expect(await client.call("thread/queue/delete", { threadId, queuedSubmissionId: fourth })).toEqual({ deleted: true });
  expect(await client.call("thread/queue/delete", { threadId, queuedSubmissionId: fourth })).toEqual({
    deleted: false,
  });
  const order = { threadId, queuedSubmissionIds: [third, second] };
  await client.call("thread/queue/reorder", order);
  expect(await client.failure("thread/queue/reorder", { threadId, queuedSubmissionIds: [third, third] })).toMatchObject(
    { code: -32600 },
  );
  expect(await client.failure("thread/queue/start", { threadId })).toMatchObject({ code: -32600 });
  expect(await waiting(client, threadId)).toEqual(["third", "2nd"]);
  const page = await client.call("thread/queue/list", { threadId, limit: 1 });
  expect(page).toMatchObject({ data: [{ clientUserMessageId: "client-third" }], nextCursor: expect.any(String) });
  go.resolve();
  await ended(client, 3);
  expect(said(server.model.requests.at(-1))).toEqual(["first", "third", "2nd"]);
  expect(await waiting(client, threadId)).toEqual([]);
  await expect.poll(() => readdirSync(path.join(server.codexHome, "queued_input"))).toEqual([]);
});

test("after an interrupt the queue waits until it is started, also in another process", async () => {
  await using server = await startServer({ script: [sse.hang(), sse.say("a"), sse.say("b")] });
  const client = await server.connect(EXPERIMENTAL);
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  const { turn } = await client.call("turn/start", { threadId, input: text("go") });
  await add(client, threadId, "first");
  await server.model.waitForRequests(1);
  await client.call("turn/interrupt", { threadId, turnId: turn.id });
  await ended(client, 1);
  await add(client, threadId, "second");
  expect(await waiting(client, threadId)).toEqual(["first", "second"]);
  await using again = await server.restart();
  await using later = await again.connect(EXPERIMENTAL);
  expect(await waiting(later, threadId)).toEqual(["first", "second"]);
  await later.call("thread/resume", { threadId });
  const started = await later.call("thread/queue/start", { threadId });
  expect(started.turn.status).toBe("inProgress");
  await ended(later, 2);
  expect(said(server.model.requests.at(-1)).slice(-2)).toEqual(["first", "second"]);
});

test("an entry that was sent before the process ended is not sent again", async () => {
  await using server = await startServer({ script: [sse.say("a"), sse.say("b")] });
  const client = await server.connect(EXPERIMENTAL);
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await add(client, threadId, "first");
  await ended(client, 1);
  const entry = (said: string) => ({ id: said, clientUserMessageId: `client-first`, input: text(said) });
  await fileThreadStore(server.codexHome).changeQueue(threadId, () => [entry("first"), entry("other words")]);
  await using again = await server.restart();
  await using later = await again.connect(EXPERIMENTAL);
  await later.call("thread/resume", { threadId });
  await later.call("thread/queue/start", { threadId });
  await ended(later, 1);
  expect(said(server.model.requests.at(-1))).toEqual(["first", "other words"]);
  expect(await waiting(later, threadId)).toEqual([]);
});

test("input that no turn could start with is refused, and so is an unknown thread", async () => {
  await using server = await startServer();
  await using client = await server.connect(EXPERIMENTAL);
  const { thread } = await client.call("thread/start", {});
  const entry = { threadId: thread.id, clientUserMessageId: "c", input: text("x") };
  expect(await client.failure("thread/queue/add", { ...entry, input: [] })).toMatchObject({ code: -32600 });
  const audio = [{ type: "audio", url: "data:," }];
  expect(await client.failure("thread/queue/add", { ...entry, input: audio })).toMatchObject({ code: -32600 });
  const nobody = "67e55044-10b1-426f-9247-bb680e5fe0c8";
  expect(await client.failure("thread/queue/add", { ...entry, threadId: nobody })).toMatchObject({ code: -32603 });
  const update = { threadId: thread.id, queuedSubmissionId: "none", input: text("x") };
  expect(await client.failure("thread/queue/update", update)).toMatchObject({ code: -32600 });
});

test("an archived thread has no queue, and neither has an ephemeral one, of which nothing is kept on disk", async () => {
  await using server = await startServer({ script: [sse.say("a")] });
  await using client = await server.connect(EXPERIMENTAL);
  const ephemeral = (await client.call("thread/start", { ephemeral: true })).thread.id;
  const archived = (await client.call("thread/start", {})).thread.id;
  await add(client, archived, "first");
  await ended(client, 1);
  await client.call("thread/archive", { threadId: archived });
  for (const threadId of [ephemeral, archived]) {
    const entry = { threadId, clientUserMessageId: "c", input: text("secret") };
    expect(await client.failure("thread/queue/add", entry)).toMatchObject({ code: -32600 });
    expect(await client.failure("thread/queue/list", { threadId })).toMatchObject({ code: -32600 });
    expect(await client.failure("thread/queue/start", { threadId })).toMatchObject({ code: -32600 });
  }
  expect(await client.failure("thread/fork", { threadId: archived })).toEqual({
    code: -32600,
    message: expect.stringContaining("thread/unarchive"),
  });
});

test("two servers add to one thread's queue, and neither loses the other's entries", async () => {
  await using server = await startServer({
    script: [sse.call("wait_here", {}), ...["a", "b", "c"].map((one) => sse.say(one))],
  });
  await using other = server.beside();
  await using here = await server.connect(EXPERIMENTAL);
  await using there = await other.connect(EXPERIMENTAL);
  const go = Promise.withResolvers<void>();
  here.answer("item/tool/call", async () => {
    await go.promise;
    return { success: true, contentItems: [] };
  });
  const { thread } = await here.call("thread/start", { dynamicTools: [WAITS] });
  await add(here, thread.id, "first");
  await here.hear("item/started", ({ item }) => item.type === "dynamicToolCall");
  expect(await waiting(there, thread.id)).toEqual([]);
  await add(here, thread.id, "of here");
  await add(there, thread.id, "of there");
  expect(await waiting(here, thread.id)).toEqual(["of here", "of there"]);
  expect(await waiting(there, thread.id)).toEqual(["of here", "of there"]);
  go.resolve();
  await ended(here, 3);
  expect(said(server.model.requests.at(-1))).toEqual(["first", "of here", "of there"]);
  // The other server reads the disk, from which an entry is removed when its turn exists.
  await expect.poll(() => waiting(there, thread.id)).toEqual([]);
});

test("entries that two servers add at the same time are all kept", async () => {
  await using server = await startServer({ script: [sse.hang()] });
  await using other = server.beside();
  await using here = await server.connect(EXPERIMENTAL);
  await using there = await other.connect(EXPERIMENTAL);
  const { thread } = await here.call("thread/start", {});
  await add(here, thread.id, "running");
  await server.model.waitForRequests(1);
  const names = Array.from({ length: 20 }, (_, index) => `entry ${index}`);
  await Promise.all(names.map((name, index) => add(index % 2 === 0 ? here : there, thread.id, name)));
  expect((await waiting(here, thread.id)).toSorted()).toEqual(names.toSorted());
});

test("an entry that one server is starting is not started by another", async () => {
  await using server = await startServer({ script: [sse.say("a"), sse.hang()] });
  await using other = server.beside();
  await using here = await server.connect(EXPERIMENTAL);
  await using there = await other.connect(EXPERIMENTAL);
  const { thread } = await here.call("thread/start", {});
  const threadId = thread.id;
  await here.call("turn/start", { threadId, input: text("go") });
  await ended(here, 1);
  // There, the thread is not loaded yet: so the entry waits.
  await add(there, threadId, "once");
  await there.call("thread/resume", { threadId });
  const [mine, theirs] = [server.app.home.store, other.app.home.store];
  const isAsked = Promise.withResolvers<void>();
  const { changeQueue } = mine;
  vi.spyOn(mine, "changeQueue").mockImplementationOnce(async (...change) => {
    await isAsked.promise;
    await changeQueue(...change);
  });
  const { lockQueueStart, readQueue } = theirs;
  vi.spyOn(theirs, "lockQueueStart").mockImplementation((id) => {
    isAsked.resolve();
    return lockQueueStart(id);
  });
  vi.spyOn(theirs, "readQueue").mockImplementation((id) => readQueue(id).finally(isAsked.resolve));
  const started = here.call("thread/queue/start", { threadId });
  await server.model.waitForRequests(2);
  expect(await there.failure("thread/queue/start", { threadId })).toMatchObject({ code: -32600 });
  await started;
  expect(await waiting(there, threadId)).toEqual([]);
});

test("the queue's change is reported before the entry's turn", async () => {
  await using server = await startServer({ script: [sse.say("a")] });
  const client = await server.connect(EXPERIMENTAL);
  const { thread } = await client.call("thread/start", {});
  await add(client, thread.id, "first");
  await ended(client, 1);
  const methods = client.notifications
    .map(({ method }) => method)
    .filter((method) => /queue|^turn\/started/.test(method));
  expect(methods).toEqual(["thread/queue/changed", "thread/queue/changed", "turn/started"]);
  expect(await waiting(client, thread.id)).toEqual([]);
});

test("a queue that cannot be saved is refused with advice for the user", async () => {
  await using server = await startServer();
  await using client = await server.connect(EXPERIMENTAL);
  const threadId = (await client.call("thread/start", {})).thread.id;
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  vi.spyOn(server.app.home.store, "changeQueue").mockRejectedValue(full);
  const entry = { threadId, clientUserMessageId: "one", input: text("one") };
  expect(await client.failure("thread/queue/add", entry)).toEqual({
    code: -32603,
    message: expect.stringMatching(/free some space.*ENOSPC/),
  });
});
