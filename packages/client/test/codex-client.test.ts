import { memoryTransportPair } from "@codex/jsonrpc";
import type { Event } from "@codex/protocol";
import { expect, test } from "vitest";
import { CodexClient, type CodexClientOptions } from "../src/index.js";
import { CONVERSATION, startServer } from "./server.js";

async function connect(options: CodexClientOptions = {}) {
  const [here, there] = memoryTransportPair();
  const server = startServer(there);
  const client = await CodexClient.connect(here, options);
  return { client, server, [Symbol.asyncDispose]: () => client.close() };
}

async function collect(events: AsyncIterable<Event>) {
  const found: Event["msg"][] = [];
  for await (const { msg } of events) found.push(msg);
  return found;
}

test("a turn's events, with the approvals that it asked for", async () => {
  await using peers = await connect({
    onExecApproval: ({ command }) => (command[0] === "rm" ? "approved_for_session" : "denied"),
    onPatchApproval: async ({ file_changes }) => (file_changes["a.txt"] === "delete" ? "abort" : "denied"),
  });
  const conversation = await peers.client.newConversation({ model: "o3" });
  expect(conversation).toMatchObject({ conversationId: CONVERSATION, model: "o3" });
  expect(await collect(conversation.runTurn("hi"))).toEqual([
    { type: "task_started" },
    { type: "agent_message", message: "hi: approved_for_session, abort" },
    { type: "task_complete" },
  ]);
});

test("without handlers, approvals are denied", async () => {
  await using peers = await connect();
  const conversation = await peers.client.newConversation();
  const [, message] = await collect(conversation.runTurn("hi"));
  expect(message).toEqual({ type: "agent_message", message: "hi: denied, denied" });
});

test("a loop continues where the previous one stopped", async () => {
  await using peers = await connect();
  const conversation = await peers.client.newConversation();
  await conversation.sendTurn("x", {
    cwd: "/",
    approvalPolicy: "never",
    sandboxPolicy: { mode: "read-only" },
    model: "o3",
    effort: "low",
    summary: "none",
  });
  const types: string[] = [];
  for await (const { msg } of conversation) {
    types.push(msg.type);
    break;
  }
  for await (const { msg } of conversation) {
    types.push(msg.type);
    if (msg.type === "task_complete") break;
  }
  expect(types).toEqual(["task_started", "agent_message", "task_complete"]);
});

test("interrupting ends the turn", async () => {
  await using peers = await connect();
  const conversation = await peers.client.newConversation();
  const found: string[] = [];
  for await (const { msg } of conversation.runTurn("hang")) {
    found.push(msg.type);
    if (msg.type === "task_started") expect(await conversation.interrupt()).toEqual({ abortReason: "interrupted" });
  }
  expect(found).toEqual(["task_started", "turn_aborted"]);
});

test("closing ends the events, and leaves nothing running", async () => {
  await using peers = await connect();
  await using conversation = await peers.client.newConversation();
  await conversation.close();
  const types: string[] = [];
  for await (const { msg } of conversation) types.push(msg.type);
  expect(types).toEqual(["shutdown_complete"]);
});

test("an error before the turn has started is its end", async () => {
  await using peers = await connect();
  const conversation = await peers.client.newConversation();
  expect(await collect(conversation.runTurn("fail"))).toEqual([{ type: "error", message: "no" }]);
});

test("a login is completed, even if its notification comes first", async () => {
  const changes: unknown[] = [];
  await using peers = await connect({ onAuthStatusChange: (change) => changes.push(change) });
  const login = await peers.client.login();
  expect(login.authUrl).toBe("https://auth.example/");
  expect(await login.completed).toMatchObject({ loginId: login.loginId, success: true });
  expect(changes).toEqual([{ authMethod: "chatgpt" }]);
});

test("call() sends any request by its name, and rejects with the server's error", async () => {
  await using peers = await connect();
  expect(await peers.client.call("gitDiffToRemote", { cwd: "/x" })).toMatchObject({ diff: "of /x" });
  expect(await peers.client.call("getAuthStatus", {})).toEqual({ preferredAuthMethod: "chatgpt" });
  await expect(peers.client.call("removeConversationListener", { subscriptionId: "?" })).rejects.toMatchObject({
    code: -32602,
    message: "Invalid params: subscriptionId: expected a guid",
  });
});

test("a loop ends with an error if the server disconnects, and without one if we do", async () => {
  for (const [end, outcome] of [
    ["server", { name: "ClientError", code: "disconnected" }],
    ["client", ["task_started"]],
  ] as const) {
    await using peers = await connect();
    const conversation = await peers.client.newConversation();
    const loop = async () => {
      const found: string[] = [];
      for await (const { msg } of conversation.runTurn("hang")) {
        found.push(msg.type);
        void peers[end].close();
      }
      return found;
    };
    expect(await loop().catch((error: unknown) => error)).toMatchObject(outcome);
    expect(peers.client.signal.aborted).toBe(true);
  }
});

test("unread events are not kept forever", async () => {
  await using peers = await connect({ maxUnreadEvents: 2 });
  const conversation = await peers.client.newConversation();
  const turn = conversation.runTurn("hi");
  await conversation.sendMessage("hi");
  // Requests and events keep their order, so all events have arrived when a later request is answered.
  for (let index = 0; index < 5; index += 1) await peers.client.call("getAuthStatus", {});
  await expect(collect(turn)).rejects.toMatchObject({ name: "ClientError", code: "events-lost" });
});

test("a server that is not a Codex server is refused", async () => {
  const [here, there] = memoryTransportPair();
  const connecting = CodexClient.connect(here);
  await there.close();
  await expect(connecting).rejects.toMatchObject({ name: "ClientError", code: "handshake-failed" });
});
