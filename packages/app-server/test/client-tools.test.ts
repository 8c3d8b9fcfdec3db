import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer } from "./support/start-server.js";

test("the model calls a tool of the client", async () => {
  const script = [sse.call("lookup", { key: "k" }), sse.call("lookup", { key: "x" }), sse.say("done")];
  await using server = await startServer({ script });
  const client = await server.connect({ experimentalApi: true });
  client.answer("item/tool/call", ({ tool, arguments: args }) => {
    expect(tool).toBe("lookup");
    const success = (args as { key: string }).key === "k";
    return { contentItems: [{ type: "inputText", text: success ? "value" : "no such key" }], success };
  });
  const inputSchema = { type: "object", properties: { key: { type: "string" } } };
  const dynamicTools = [{ type: "function" as const, name: "lookup", description: "Looks up.", inputSchema }];
  const { thread } = await client.call("thread/start", { dynamicTools });
  await say(client, thread.id, "go");
  const { data } = await client.call("thread/items/list", { threadId: thread.id });
  expect(data.map(({ item }) => item).filter(({ type }) => type === "dynamicToolCall")).toMatchObject([
    { status: "completed", success: true, contentItems: [{ text: "value" }] },
    { status: "failed", success: false, contentItems: [{ text: "no such key" }] },
  ]);
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).toContain("no such key");
});

test("a reloaded thread keeps its client's tools, and so does its fork", async () => {
  const call = () => sse.call("kit__lookup", { key: "k" });
  const script = [sse.say("one"), call(), sse.say("two"), call(), sse.say("three")];
  await using server = await startServer({ script });
  const lookup = {
    type: "function" as const,
    name: "lookup",
    description: "Looks up.",
    inputSchema: { type: "object" },
  };
  const dynamicTools = [{ type: "namespace" as const, name: "kit", description: "", tools: [lookup] }];
  const first = await server.connect({ experimentalApi: true });
  const { thread } = await first.call("thread/start", { dynamicTools });
  await say(first, thread.id, "first");
  await using again = await server.restart();
  const client = await again.connect();
  const asked: string[] = [];
  client.answer("item/tool/call", ({ threadId, namespace, tool }) => {
    asked.push(`${threadId} ${namespace}.${tool}`);
    return { contentItems: [], success: true };
  });
  await client.call("thread/resume", { threadId: thread.id });
  await say(client, thread.id, "second");
  const fork = await client.call("thread/fork", { threadId: thread.id });
  await say(client, fork.thread.id, "third");
  expect(asked).toEqual([thread.id, fork.thread.id].map((id) => `${id} kit.lookup`));
});
