import { existsSync } from "node:fs";
import path from "node:path";
import { type ModelReply, sse, startModelServer } from "@codex/test-support";
import { Client as ClientV2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { expect, test } from "vitest";
import * as z from "zod";
import { builtCodex } from "./support/built-codex.js";
import { createWorkspace } from "./support/workspace.js";

const FREE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
const ASKS = 'approval_policy = "untrusted"\nsandbox_mode = "read-only"';

/** A workspace, its model's server, and how a client starts `codex mcp` in it. */
async function createWorld(script: readonly ModelReply[], config = FREE) {
  const model = await startModelServer(script);
  const workspace = await createWorkspace({ model, config });
  const command = { command: process.execPath, args: [await builtCodex(), "mcp"], cwd: workspace.cwd };
  return {
    workspace,
    stdio: { ...command, env: { ...workspace.env }, stderr: "inherit" as const },
    async [Symbol.asyncDispose]() {
      await workspace[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

test("the SDK's client lists, calls with progress and an elicitation, and checks outputs against their schema", async () => {
  await using world = await createWorld([sse.shell(["touch", "x"]), sse.say("done"), sse.say("again")], ASKS);
  const client = new Client({ name: "sdk", version: "1" }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    expect(params.message).toContain("touch x");
    return { action: "accept" as const, content: {} };
  });
  await client.connect(new StdioClientTransport(world.stdio));
  expect(client.getServerVersion()).toMatchObject({ name: "codex-mcp-server" });

  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "codex",
    "codex-reply",
    "conversationCreate",
    "conversationSendMessage",
    "conversationStream",
    "conversationsList",
  ]);

  const progress: number[] = [];
  const result = await client.callTool({ name: "codex", arguments: { prompt: "go" } }, CallToolResultSchema, {
    onprogress: (step) => progress.push(step.progress),
    resetTimeoutOnProgress: true,
  });
  const { sessionId, ...rest } = z.looseObject({ sessionId: z.guid() }).parse(result.structuredContent);
  expect(rest).toMatchObject({ status: "completed", content: "done", denied: [] });
  expect(progress).toEqual(progress.map((_, index) => index + 1));
  expect(existsSync(path.join(world.workspace.cwd, "x"))).toBe(true);

  const reply = await client.callTool({ name: "codex-reply", arguments: { sessionId, prompt: "again" } });
  expect(reply.structuredContent).toMatchObject({ sessionId, content: "again" });
  await client.close();
});

test("the SDK's client cancels a call and continues its session; log messages arrive on request", async () => {
  await using world = await createWorld([sse.shell(["sleep", "600"]), sse.say("after")]);
  const client = new Client({ name: "sdk", version: "1" });
  const logged: unknown[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logged.push(params));
  await client.connect(new StdioClientTransport(world.stdio));
  await client.setLoggingLevel("debug");
  const started = Promise.withResolvers<string>();
  client.fallbackNotificationHandler = async ({ params }) => {
    const { msg } = z.object({ msg: z.looseObject({ type: z.string() }) }).parse(params);
    if (msg.type === "session_configured") started.resolve(String(msg["session_id"]));
  };
  const cancel = new AbortController();
  const call = client.callTool({ name: "codex", arguments: { prompt: "sleep" } }, CallToolResultSchema, {
    signal: cancel.signal,
    onprogress: ({ message }) => message?.startsWith("running") && cancel.abort("enough"),
  });
  await expect(call).rejects.toThrow("enough");
  const sessionId = await started.promise;
  const reply = await client.callTool({ name: "codex-reply", arguments: { sessionId, prompt: "go on" } });
  expect(reply.structuredContent).toMatchObject({ status: "completed", content: "after" });
  await client.close();
  expect(logged).toEqual([]);
});

test("the SDK's second major version lists and calls, too", async () => {
  await using world = await createWorld([sse.say("done")]);
  const client = new ClientV2({ name: "sdk", version: "2" });
  await client.connect(new StdioV2(world.stdio));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("codex");
  const messages: unknown[] = [];
  const result = await client.callTool(
    { name: "codex", arguments: { prompt: "go" } },
    { onprogress: ({ message }) => messages.push(message) },
  );
  expect(result.structuredContent).toMatchObject({ status: "completed", content: "done" });
  expect(messages).toContain("thinking");
  await client.close();
});
