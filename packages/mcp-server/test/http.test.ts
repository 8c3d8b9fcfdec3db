import { writeFile } from "node:fs/promises";
import { sse } from "@codex/test-support";
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from "@modelcontextprotocol/client";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { expect, test } from "vitest";
import * as z from "zod";
import { authorization, connectSdk, initialize, startHttp } from "./support/start-http.js";
import { ASKS } from "./support/start-server.js";

test("the SDK's client calls a tool with progress and an elicitation, and ends its session", async () => {
  await using it = await startHttp({ config: ASKS, script: [sse.shell(["touch", "x"]), sse.say("done")] });
  const client = await connectSdk(it.server);
  client.setRequestHandler(ElicitRequestSchema, async () => ({ action: "accept" as const, content: {} }));
  const progress: unknown[] = [];
  const result = await client.callTool({ name: "codex", arguments: { prompt: "go" } }, CallToolResultSchema, {
    onprogress: ({ message }) => progress.push(message),
  });
  expect(result.structuredContent).toMatchObject({ status: "completed", content: "done", denied: [] });
  expect(progress).toContain("ran touch x, exit 0");
  const transport = client.transport;
  if (!(transport instanceof StreamableHTTPClientTransport)) throw new Error("no HTTP");
  await transport.terminateSession();
  await client.close();
});

test("the SDK's second edition works, too", async () => {
  await using it = await startHttp({ script: [sse.say("done")] });
  const client = new ClientV2({ name: "sdk", version: "2" });
  const requestInit = { headers: { authorization: authorization(it.server) } };
  await client.connect(new TransportV2(new URL(it.server.url), { requestInit }));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("codex");
  const result = await client.callTool({ name: "codex", arguments: { prompt: "go" } });
  expect(result.structuredContent).toMatchObject({ status: "completed", content: "done" });
  await client.close();
});

test("two clients at once: neither sees the other's session, and one leaving does not disturb the other", async () => {
  await using it = await startHttp({
    script: [
      sse.shell(["sh", "-c", "echo canary-one; while [ ! -e go ]; do sleep 0.02; done"]),
      sse.shell(["sh", "-c", "echo canary-two; touch go"]),
      sse.say("done"),
      sse.say("done"),
    ],
  });
  const clients = await Promise.all([connectSdk(it.server), connectSdk(it.server)]);
  const heard: string[][] = [[], []];
  const begun = clients.map(
    (client, index) =>
      new Promise<void>((resolve) => {
        client.fallbackNotificationHandler = async (notification) => {
          const text = JSON.stringify(notification);
          heard[index]?.push(text);
          if (text.includes("exec_command_begin")) resolve();
        };
      }),
  );
  const first = clients[0]?.callTool({ name: "codex", arguments: { prompt: "one" } });
  await begun[0];
  const second = await clients[1]?.callTool({ name: "codex", arguments: { prompt: "two" } });
  expect((await first)?.structuredContent).toMatchObject({ content: "done" });
  expect(heard[0]?.join()).not.toContain("canary-two");
  expect(heard[1]?.join()).not.toContain("canary-one");
  await clients[0]?.close();
  const again = clients[1]?.callTool({
    name: "codex-reply",
    arguments: { sessionId: JSON.parse(JSON.stringify(second?.structuredContent)).sessionId, prompt: "again" },
  });
  it.world.model.push(sse.say("still here"));
  expect((await again)?.structuredContent).toMatchObject({ content: "still here" });
  await clients[1]?.close();
});

test("a conversation belongs to its client: its id gives others no access", async () => {
  await using it = await startHttp({ script: [sse.say("canary")] });
  const [owner, other] = await Promise.all([connectSdk(it.server), connectSdk(it.server)]);
  const ask = (client: Client, method: string, params: object) =>
    client.request({ method, params: { ...params } }, z.looseObject({ conversationId: z.optional(z.string()) }));
  const { conversationId } = await ask(owner, "newConversation", {});
  const items = [{ type: "text", data: { text: "x" } }];
  for (const [method, params] of [
    ["addConversationListener", {}],
    ["sendUserMessage", { items }],
    ["interruptConversation", {}],
  ] as const) {
    await expect(ask(other, method, { conversationId, ...params })).rejects.toThrow("conversation not found");
  }
  const { structuredContent } = await owner.callTool({ name: "codex", arguments: { prompt: "go" } });
  const { sessionId } = z.object({ sessionId: z.string() }).parse(structuredContent);
  const reply = await other.callTool({ name: "codex-reply", arguments: { sessionId, prompt: "x" } });
  expect(JSON.stringify(reply)).toContain("Session not found");
  await ask(owner, "addConversationListener", { conversationId });
  await Promise.all([owner.close(), other.close()]);
});

test("messages sent during a broken connection reach the client that returns", async () => {
  await using it = await startHttp({
    script: [sse.shell(["sh", "-c", "while [ ! -e go ]; do sleep 0.02; done"]), sse.say("late")],
  });
  const headers = {
    authorization: authorization(it.server),
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const post = (body: object, extra: Record<string, string>, signal?: AbortSignal) =>
    fetch(it.server.url, {
      method: "POST",
      headers: { ...headers, ...extra },
      body: JSON.stringify({ jsonrpc: "2.0", ...body }),
      ...(signal ? { signal } : {}),
    });
  const greeted = await post(initialize, {});
  await greeted.text();
  const session = { "mcp-session-id": greeted.headers.get("mcp-session-id") ?? "" };
  const broken = new AbortController();
  const params = { name: "codex", arguments: { prompt: "go" } };
  const call = await post({ id: 2, method: "tools/call", params }, session, broken.signal);
  let seen = "";
  for await (const chunk of call.body ?? []) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes("exec_command_begin")) break;
  }
  broken.abort();
  const lastEventId = /^id: (\S+)/m.exec(seen)?.[1] ?? "";
  await writeFile(`${it.world.cwd}/go`, "");
  await it.world.model.waitForRequests(2);
  const resumed = await fetch(it.server.url, {
    headers: { ...headers, ...session, "last-event-id": lastEventId },
  });
  const rest = await resumed.text();
  expect(rest).toContain("session_configured");
  expect(rest).toContain('"content":"late"');
  expect(
    await fetch(it.server.url, { headers: { ...headers, ...session, "last-event-id": "nobody.1" } }),
  ).toMatchObject({ status: 400 });
  expect(await fetch(it.server.url, { method: "DELETE", headers: { ...headers, ...session } })).toMatchObject({
    status: 204,
  });
  expect(await post({ id: 3, method: "ping" }, session)).toMatchObject({ status: 404 });
});

test("the end of the server ends running turns and stops listening", async () => {
  const it = await startHttp({ script: [sse.shell(["sleep", "600"])] });
  const client = await connectSdk(it.server);
  const begun = new Promise<void>((resolve) => {
    client.fallbackNotificationHandler = async (notification) => {
      if (JSON.stringify(notification).includes("exec_command_begin")) resolve();
    };
  });
  const call = client.callTool({ name: "codex", arguments: { prompt: "go" } }).catch((error: Error) => error);
  await begun;
  await it[Symbol.asyncDispose]();
  await expect(fetch(it.server.url)).rejects.toThrow();
  await client.close();
  await call;
});
