import {
  ConversationCreateResultSchema,
  ConversationSendMessageResultSchema,
  ConversationsListResultSchema,
} from "@codex/protocol/conversation-tools";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { ASKS, startServer, type TestServer } from "./support/start-server.js";

const UUID = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const text = (words: string) => [{ type: "text", text: words }];

async function create(server: TestServer): Promise<string> {
  const args = { prompt: "about", model: "gpt-5", cwd: server.world.cwd };
  const { structuredContent } = await server.callTool("conversationCreate", args);
  const created = ConversationCreateResultSchema.parse(structuredContent);
  if (!("conversation_id" in created)) throw new Error(created.message);
  return created.conversation_id;
}

const send = async (server: TestServer, conversation_id: string, more: object = { content: text("hello") }) => {
  const result = await server.callTool("conversationSendMessage", { conversation_id, ...more });
  expect(JSON.parse(result.content[0]?.type === "text" ? result.content[0].text : "")).toEqual(
    result.structuredContent,
  );
  return ConversationSendMessageResultSchema.parse(result.structuredContent);
};

test("a message starts a turn and returns at once; its events have the id of the call that started it", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const id = await create(server);
  expect(await send(server, id)).toEqual({ status: "ok" });
  expect(await server.event("task_complete")).toMatchObject({ last_agent_message: "one" });
  const heard = server.notifications.length;
  expect(await send(server, id, { content: text("again"), model: "other-model" })).toEqual({ status: "ok" });
  await server.event("task_complete", heard);
  const metas = server.notifications.map(({ params }) => JSON.stringify(params["_meta"]));
  expect([...new Set(metas)]).toEqual(['{"requestId":1}']);
  expect(server.world.model.requests[1]?.body).toMatchObject({ model: "other-model" });
});

test("busy, unknown and malformed conversations, and messages without content, have different errors", async () => {
  await using server = await startServer({ script: [sse.shell(["sleep", "600"])] });
  const id = await create(server);
  await send(server, id);
  await server.event("exec_command_begin");
  expect(await send(server, id)).toEqual({ status: "error", message: "Session is already running" });
  expect(await send(server, UUID)).toEqual({ status: "error", message: "Session does not exist" });
  expect(await send(server, "nonsense")).toEqual({
    status: "error",
    message: "Invalid arguments for conversationSendMessage: conversation_id: expected a guid",
  });
  expect(await send(server, id, { content: [] })).toEqual({ status: "error", message: "No content items provided" });
  expect(await send(server, id, { content: text("x"), profile: "p" })).toEqual({
    status: "error",
    message: "profile cannot be set for a conversation that has begun",
  });
  expect(await send(server, id, { content: text("x"), parent_message_id: UUID })).toEqual({
    status: "error",
    message: "parent_message_id cannot be set for a conversation that has begun",
  });
});

test("of two concurrent messages one is refused", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const id = await create(server);
  const answers = await Promise.all([send(server, id), send(server, id)]);
  expect(answers).toEqual([{ status: "ok" }, { status: "error", message: "Session is already running" }]);
  await server.event("task_complete");
});

test.each([{}, { prompt: 1 }, { prompt: "x", model: "m" }, undefined])(
  "arguments of conversationCreate are checked: %j",
  async (args) => {
    await using server = await startServer();
    const result = await server.callTool("conversationCreate", args);
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toEqual({ message: expect.stringContaining("Invalid arguments") });
  },
);

test("a stream starts with the events so far, then sends every event until it is cancelled", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const id = await create(server);
  await send(server, id);
  await server.event("task_complete");
  const cancel = new AbortController();
  const stream = server.callTool("conversationStream", { conversation_id: id }, { signal: cancel.signal });
  const { params } = await server.heard(({ method }) => method === "notifications/initial_state");
  expect(params).toMatchObject({
    _meta: { conversationId: id, requestId: expect.anything() },
    initial_state: {
      events: [
        { msg: { type: "session_configured" } },
        { msg: { type: "task_started" } },
        { msg: { type: "agent_message", message: "one" } },
        { msg: { type: "token_count" } },
        { msg: { type: "task_complete" } },
      ],
    },
  });
  await send(server, id);
  const completion = await server.heard(({ method }) => method === "notifications/task_complete");
  expect(completion.params["_meta"]).toEqual(params["_meta"]);
  cancel.abort(new Error("seen enough"));
  await expect(stream).rejects.toThrow("seen enough");
});

test("streams of unknown conversations fail", async () => {
  await using server = await startServer();
  const result = await server.callTool("conversationStream", { conversation_id: UUID });
  expect(result.structuredContent).toEqual({ status: "error", message: "Session does not exist" });
});

test("saved conversations are listed newest first, a page at a time", async () => {
  await using server = await startServer({ script: [sse.say("a"), sse.say("b"), sse.say("c")] });
  const ids: unknown[] = [];
  for (const prompt of ["first", "second\nline", "x".repeat(200)]) {
    ids.push((await server.callTool("codex", { prompt })).structuredContent?.["sessionId"]);
  }
  const list = async (args: object) =>
    ConversationsListResultSchema.parse((await server.callTool("conversationsList", args)).structuredContent);
  const all = await list({});
  expect(all.next_cursor).toBeUndefined();
  expect(new Map(all.conversations.map(({ conversation_id, title }) => [conversation_id, title]))).toEqual(
    new Map([
      [ids[0], "first"],
      [ids[1], "second line"],
      [ids[2], `${"x".repeat(79)}…`],
    ]),
  );
  const one = await list({ limit: 2 });
  const two = await list({ limit: 2, cursor: one.next_cursor });
  expect([...one.conversations, ...two.conversations]).toEqual(all.conversations);
  expect(two.next_cursor).toBeUndefined();
});

test.each(["nonsense", "../../etc/passwd", ""])("an unknown cursor is refused: %j", async (cursor) => {
  await using server = await startServer();
  const result = await server.callTool("conversationsList", { cursor });
  expect(result).toMatchObject({ isError: true, structuredContent: { status: "error" } });
});

test("a turn that outlives its call still asks its questions", async () => {
  await using server = await startServer({ config: ASKS, script: [sse.shell(["touch", "x"]), sse.say("ok")] });
  server.answer("elicitation/create", () => ({ action: "decline" }));
  const id = await create(server);
  await send(server, id);
  await server.asked();
  expect(await server.event("task_complete")).toMatchObject({ last_agent_message: "ok" });
});
