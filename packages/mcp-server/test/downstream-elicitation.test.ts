import { fileURLToPath } from "node:url";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { type ServerOptions, startServer } from "./support/start-server.js";

const asker = fileURLToPath(new URL("./support/asking-server.mjs", import.meta.url));
const configFor = (approvalPolicy: string) => `
approval_policy = "${approvalPolicy}"
sandbox_mode = "danger-full-access"
mcp_servers.asker = { command = ${JSON.stringify(process.execPath)}, args = [${JSON.stringify(asker)}], startup_timeout_sec = 100 }`;

const startAsking = (options: ServerOptions = {}) =>
  startServer({ config: configFor("on-request"), script: [sse.call("asker__ask", {}), sse.say("done")], ...options });

/** The model's second request, which has the tool's output. */
const outputOf = (server: Awaited<ReturnType<typeof startAsking>>) =>
  JSON.stringify(server.world.model.requests[1]?.body);

test("a question of a server that the agent uses goes to the client of the call, and the answer back", async () => {
  await using server = await startAsking();
  server.answer("elicitation/create", () => ({ action: "accept", content: { name: "Ada" } }));
  const { structuredContent } = await server.callTool("codex", { prompt: "ask" });
  expect(structuredContent).toMatchObject({ content: "done" });
  expect(server.questions.map(({ params }) => params)).toEqual([
    {
      message: "The MCP server asker asks: What is your name?\\u{1b}[2J",
      requestedSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
    },
  ]);
  expect(outputOf(server)).toContain("Ada");
});

test("a client that cannot be asked declines", async () => {
  await using server = await startAsking({ capabilities: {} });
  await server.callTool("codex", { prompt: "ask" });
  expect(server.questions).toEqual([]);
  expect(outputOf(server)).toContain("decline");
});

test("if nobody may be asked, the answer is a denial", async () => {
  await using server = await startAsking({ config: configFor("never") });
  await server.callTool("codex", { prompt: "ask" });
  expect(server.questions).toEqual([]);
  expect(outputOf(server)).toContain("decline");
});

test("the same works for turns that were started by requests", async () => {
  await using server = await startAsking();
  server.answer("elicitation/create", () => ({ action: "cancel" }));
  const conversationId = await server.openConversation();
  await server.say(conversationId, "ask");
  await server.event("task_complete");
  expect(outputOf(server)).toContain("cancel");
});
