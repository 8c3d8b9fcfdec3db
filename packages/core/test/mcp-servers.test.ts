import { fileURLToPath } from "node:url";
import type { EventMsg } from "@codex/protocol";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadConfig } from "../src/config/load-config.js";
import { ConversationManager, type NewConversationOptions } from "../src/thread/conversation-manager.js";
import { TemporaryFolder } from "./support/temporary-folder.js";

const fixture = fileURLToPath(new URL("../../mcp-client/test/fixtures/tool-server.mjs", import.meta.url));

/** One turn in which the model calls `kit__ask`, of a server that then asks the user for a name. */
async function ask(options: NewConversationOptions = {}): Promise<EventMsg[]> {
  using home = new TemporaryFolder();
  await using model = await startModelServer([sse.call("kit__ask", {}), sse.say("done")]);
  const servers = {
    kit: { command: process.execPath, args: [fixture] },
    broken: { command: "no-such-program" },
  };
  const provider = { name: "mock", base_url: model.baseUrl, wire_api: "responses" };
  const env = { PATH: process.env["PATH"] };
  const config = await loadConfig({
    codexHome: home.path,
    cwd: home.path,
    env,
    cliOverrides: [
      ["mcp_servers", servers],
      ["model_providers.mock", provider],
    ],
    overrides: { modelProvider: "mock", approvalPolicy: "never" },
  });
  await using manager = new ConversationManager({ env, platform: process.platform, version: "0", userAgent: "test" });
  const conversation = await manager.newConversation(config, options);
  const events: EventMsg[] = [];
  const iterator = conversation.events();
  conversation.submit({ type: "user_input", items: [{ type: "text", text: "go" }] });
  for await (const { msg } of iterator) {
    events.push(msg);
    if (msg.type === "task_complete") break;
  }
  return events;
}

function answerIn(events: readonly EventMsg[]): unknown {
  const end = events.find((msg) => msg.type === "mcp_tool_call_end");
  return end?.type === "mcp_tool_call_end" ? end.result : undefined;
}

test("a server's question reaches the user, and a server that cannot start is named in an event", async () => {
  const events = await ask({
    answerElicitation: async ({ server, message }) => ({
      action: "accept",
      content: { name: `${server} asked ${message}` },
    }),
  });
  expect(answerIn(events)).toEqual({
    Ok: { content: [{ type: "text", text: '{"action":"accept","content":{"name":"kit asked Your name?"}}' }] },
  });
  expect(events.flatMap((msg) => (msg.type === "error" ? [msg.message] : []))).toEqual([
    "MCP client for `broken` failed to start: the program no-such-program was not found",
  ]);
});

test("a server is told when there is nobody to ask", async () => {
  expect(answerIn(await ask())).toEqual({ Ok: { content: [{ type: "text", text: '"refused"' }] } });
});
