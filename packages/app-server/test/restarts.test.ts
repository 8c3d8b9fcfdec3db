import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileThreadStore } from "@codex/core";
import { sse } from "@codex/test-support";
import { expect, test, vi } from "vitest";
import { say, text } from "./support/say.js";
import { startServer, type TestServer } from "./support/start-server.js";

/** How often the latest model request says that a turn was interrupted. */
function interruptionNotes({ model }: TestServer): number {
  return JSON.stringify(model.requests.at(-1)?.body).match(/<turn_aborted>/g)?.length ?? 0;
}

test("a turn's end is reported once it is in the thread's file", async () => {
  await using server = await startServer({ script: [sse.say("the answer")] });
  await using client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  const writing = Promise.withResolvers<void>();
  const [served] = server.app.threads.all;
  if (served !== undefined) vi.spyOn(served.thread, "saved").mockReturnValue(writing.promise);
  await client.call("turn/start", { threadId, input: text("go") });
  const lastTurn = async () =>
    (await client.call("thread/read", { threadId, includeTurns: true })).thread.turns?.at(-1);
  await expect.poll(async () => (await lastTurn())?.status).toBe("completed");
  expect(client.notifications.map(({ method }) => method)).not.toContain("turn/completed");
  writing.resolve();
  await client.hear("turn/completed");
});

/** A server whose model starts a command that prints nothing. */
async function startQuietCommand(...answers: readonly string[]): Promise<TestServer> {
  const config = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\nmodel_catalog_json = "models.json"';
  const script = [sse.call("exec_command", { cmd: "sleep 60" }), ...answers.map((answer) => sse.say(answer))];
  const server = await startServer({ script, config });
  const models = [{ slug: "test-model", shell_type: "unified_exec" }];
  writeFileSync(path.join(server.codexHome, "models.json"), JSON.stringify({ models }));
  return server;
}

test("a command that was interrupted before it printed anything is shown after a restart", async () => {
  await using server = await startQuietCommand();
  const client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  const { turn } = await client.call("turn/start", { threadId, input: text("go") });
  await client.hear("item/started", ({ item }) => item.type === "commandExecution");
  await client.call("turn/interrupt", { threadId, turnId: turn.id });
  await client.hear("turn/completed");
  await using again = await server.restart();
  const later = await again.connect();
  const { thread } = await later.call("thread/read", { threadId, includeTurns: true });
  expect(thread.turns?.[0]).toMatchObject({
    status: "interrupted",
    items: [{ type: "userMessage" }, { type: "commandExecution", status: "failed", exitCode: -1 }],
  });
});

test("a command that ran until the server ended is shown, and the model learns once that it was stopped", async () => {
  await using server = await startQuietCommand("one", "two");
  const client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  await client.call("turn/start", { threadId, input: text("go") });
  await client.hear("item/started", ({ item }) => item.type === "commandExecution");
  for (const text of ["first", "second"]) {
    await using again = await server.restart();
    const later = await again.connect();
    const { thread } = await later.call("thread/resume", { threadId });
    expect(thread.turns?.[0]).toMatchObject({
      status: "interrupted",
      items: [{ type: "userMessage" }, { type: "commandExecution", status: "failed", exitCode: -1 }],
    });
    await say(later, threadId, text);
    expect(interruptionNotes(server)).toBe(1);
  }
});

test("reading a thread leaves its file unchanged", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", { sandbox: "read-only", approvalPolicy: "untrusted" });
  await say(client, thread.id, "first");
  const file = thread.path ?? "";
  const before = readFileSync(file, "utf8");
  for (let count = 0; count < 2; count++) {
    await using again = await server.restart();
    const later = await again.connect();
    const { sandbox, approvalPolicy } = await later.call("thread/resume", { threadId: thread.id });
    expect([sandbox, approvalPolicy]).toMatchObject([{ type: "readOnly" }, "untrusted"]);
  }
  expect(readFileSync(file, "utf8")).toBe(before);
  await using last = await server.restart();
  const later = await last.connect();
  await later.call("thread/resume", { threadId: thread.id });
  await say(later, thread.id, "second");
  const asked = JSON.stringify(server.model.requests.at(-1)?.body);
  expect(asked.match(/<environment_context>/g)).toHaveLength(1);
  expect(readFileSync(file, "utf8").startsWith(before)).toBe(true);
});

test("turns without input are in the file from their start", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.hang(), sse.hang()] });
  await using client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  await say(client, threadId, "go");
  const store = fileThreadStore(server.codexHome);
  const begin = [
    () => client.call("thread/shellCommand", { threadId, command: "sleep 60" }),
    () => client.call("thread/compact/start", { threadId }),
    () => client.call("review/start", { threadId, target: { type: "custom", instructions: "Look." } }),
  ];
  for (const [index, start] of begin.entries()) {
    await start();
    await expect.poll(async () => (await store.read(threadId)).turns.length).toBe(index + 2);
    await client.call("turn/interrupt", { threadId, turnId: "" });
  }
});

test("a reviewer's work is in the file before the review ends", async () => {
  await using server = await startServer({ script: [sse.shell(["echo", "looked"]), sse.hang()] });
  await using client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  await client.call("review/start", { threadId, target: { type: "custom", instructions: "Look." } });
  await client.hear("item/completed", ({ item }) => item.type === "commandExecution");
  const store = fileThreadStore(server.codexHome);
  const saved = async () => (await store.read(threadId)).turns.at(-1)?.items.map(({ kind }) => kind);
  await expect.poll(saved).toContain("command");
});

test("the model learns of a user's command, and that it was stopped", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  await using client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  await client.call("thread/shellCommand", { threadId, command: "echo out; exit 3" });
  await client.hear("turn/completed");
  await client.call("thread/shellCommand", { threadId, command: "echo half; sleep 60" });
  await client.hear("item/commandExecution/outputDelta", ({ delta }) => delta.includes("half"));
  await client.call("turn/interrupt", { threadId, turnId: "" });
  await client.hear("turn/completed", ({ turn }) => turn.status === "interrupted");
  const stopped = await client.hear("item/completed", ({ item }) => "exitCode" in item && item.exitCode === -1);
  expect(stopped.item).toMatchObject({ status: "failed", durationMs: expect.any(Number) });
  await say(client, threadId, "go");
  const request = JSON.stringify(server.model.requests[0]?.body);
  const result = (code: number, output: string) =>
    new RegExp(`Exit code: ${code}\\\\nDuration: [\\d.]+ seconds\\\\nOutput:\\\\n${output}\\\\n</result>`);
  expect(request).toMatch(result(3, "out\\\\n"));
  expect(request).toMatch(result(-1, "half\\\\ncommand aborted by user"));
});

test("a thread without subscribers is reloaded for other settings, and kept for the same", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  await using client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  await say(client, threadId, "go");
  const resume = async (params: object) => {
    const { sandbox, approvalPolicy } = await client.call("thread/resume", { threadId, ...params });
    return ["type" in sandbox ? sandbox.type : sandbox, approvalPolicy];
  };
  const tighter = { sandbox: "read-only", approvalPolicy: "untrusted" };
  expect(await resume(tighter)).toEqual(["dangerFullAccess", "never"]);
  await client.call("thread/unsubscribe", { threadId });
  expect(await resume({})).toEqual(["dangerFullAccess", "never"]);
  await client.call("thread/unsubscribe", { threadId });
  expect(await resume(tighter)).toEqual(["readOnly", "untrusted"]);
});

test("a fork cannot end with a running turn", async () => {
  await using server = await startServer({ script: [sse.hang()] });
  await using client = await server.connect({ experimentalApi: true });
  const threadId = (await client.call("thread/start", {})).thread.id;
  const { turn } = await client.call("turn/start", { threadId, input: text("go") });
  await server.model.waitForRequests(1);
  expect((await client.failure("thread/fork", { threadId, lastTurnId: turn.id })).code).toBe(-32600);
});

test("after a restart, injected items are not a turn and do not make a thread appear in lists", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const client = await server.connect();
  const threadId = (await client.call("thread/start", {})).thread.id;
  const message = (role: string, type: string, text: string) => ({ type: "message", role, content: [{ type, text }] });
  const items = [message("user", "input_text", "put in"), message("assistant", "output_text", "said elsewhere")];
  await client.call("thread/inject_items", { threadId, items });
  expect((await client.call("thread/list", {})).data).toEqual([]);
  await say(client, threadId, "hello");
  await client.call("thread/inject_items", { threadId, items: [message("user", "input_text", "put in later")] });
  await using again = await server.restart();
  const later = await again.connect();
  const { thread } = await later.call("thread/resume", { threadId });
  expect(thread).toMatchObject({ preview: "hello", turns: [{ items: [{ type: "userMessage" }, { text: "one" }] }] });
  expect(thread.turns).toHaveLength(1);
  await say(later, threadId, "again");
  const asked = JSON.stringify(server.model.requests.at(-1)?.body);
  for (const text of ["put in", "said elsewhere", "put in later"]) expect(asked).toContain(`"${text}"`);
});

test("the read state survives a restart, and is available without loading the thread", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const client = await server.connect({ experimentalApi: true });
  const threadId = (await client.call("thread/start", {})).thread.id;
  const operation = { type: "read" } as const;
  const early = { threadId, expectedRevision: "0", operation };
  expect(await client.failure("thread/readState/update", early)).toMatchObject({ code: -32600 });
  await say(client, threadId, "hello");
  const { readState: unread, thread } = await client.call("thread/read", { threadId, includeTurns: true });
  expect(unread?.firstUnread).toEqual({ type: "turn", turnId: thread.turns?.[0]?.id });
  await using again = await server.restart();
  const later = await again.connect({ experimentalApi: true });
  const list = await later.call("thread/list", {});
  expect(list.readStates).toEqual({ [threadId]: unread });
  const wrong = { threadId, expectedRevision: "of another time", operation };
  expect(await later.failure("thread/readState/update", wrong)).toMatchObject({ code: -32600 });
  const expectedRevision = unread?.revision ?? "";
  const { readState: read } = await later.call("thread/readState/update", { threadId, expectedRevision, operation });
  expect(read.firstUnread).toBeNull();
  expect(await later.hear("thread/readState/changed")).toEqual({ threadId, readState: read });
  await later.call("thread/resume", { threadId });
  expect((await later.call("thread/read", { threadId })).readState).toEqual(read);
  await say(later, threadId, "more");
  const turnId = (await later.call("thread/read", { threadId, includeTurns: true })).thread.turns?.at(-1)?.id ?? "";
  await later.call("thread/revert", { threadId, beforeTurnId: turnId });
  expect((await later.call("thread/read", { threadId })).readState?.firstUnread).toBeNull();
});
