import { once } from "node:events";
import { statSync } from "node:fs";
import { text } from "node:stream/consumers";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import * as z from "zod";
import { loadedIn, TRACING } from "./support/loaded.js";
import { introduce, startMcp } from "./support/mcp-process.js";
import { startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** The engine alone is twice that size. */
const MAX_BYTES = 300 * 1024;
/** The message schemas alone are twice that size. */
const MAX_EARLY_BYTES = 50 * 1024;

test("initialize and tools/list are answered without loading the engine", async () => {
  await using workspace = await createWorkspace();
  const server = await startCodex(workspace, ["mcp"], TRACING);
  const stderr = text(server.stderr);
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`);
  let answers = "";
  for await (const chunk of server.stdout) {
    if (answers === "") server.stdin.end(`${JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/list" })}\n`);
    answers += chunk;
  }
  expect(answers).toContain("codex-reply");

  const { files, earlyFiles } = loadedIn(await stderr);
  const bytesOf = (loaded: readonly string[]) => loaded.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(files.length).toBeGreaterThan(3);
  expect(bytesOf(files)).toBeLessThan(MAX_BYTES);
  expect(earlyFiles.length).toBeGreaterThan(3);
  expect(bytesOf(earlyFiles)).toBeLessThan(MAX_EARLY_BYTES);
});

test("a text turn loads none of Node's cryptography", async () => {
  await using model = await startModelServer([sse.say("hi")]);
  await using workspace = await createWorkspace({ model });
  await using server = await startMcp({ ...workspace, env: { ...workspace.env, ...TRACING } });
  await introduce(server);
  const { result } = NewConversationSchema.parse(await server.request("newConversation", {}));
  await server.request("addConversationListener", result);
  const items = [{ type: "text", data: { text: "hi" } }];
  await server.request("sendUserMessage", { ...result, items });
  await server.heard(({ method }) => method === "codex/event/task_complete");
  server.child.stdin.end();
  await once(server.child, "close");

  const { builtins } = loadedIn(server.log);
  expect(builtins).toContain("http");
  expect(builtins).not.toContain("crypto");
});

const NewConversationSchema = z.object({ result: z.object({ conversationId: z.string() }) });
