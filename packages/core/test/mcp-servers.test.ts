import { fileURLToPath } from "node:url";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadConfig } from "../src/config/load-config.js";
import type { ThreadEvent } from "../src/items/thread-event.js";
import type { StartOptions } from "../src/thread/thread.js";
import { ThreadManager } from "../src/thread/thread-manager.js";
import { TemporaryFolder } from "./support/temporary-folder.js";

const fixture = fileURLToPath(new URL("../../mcp-client/test/fixtures/tool-server.mjs", import.meta.url));

/** One turn in which the model calls `kit__ask`, of a server that then asks the user for a name. */
async function ask(options: StartOptions = {}): Promise<ThreadEvent[]> {
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
  await using manager = new ThreadManager({ env, platform: process.platform, version: "0", userAgent: "test" });
  const thread = await manager.newThread(config);
  const events: ThreadEvent[] = [];
  const iterator = thread.events();
  await thread.start([{ type: "text", text: "go" }], options);
  for await (const event of iterator) {
    events.push(event);
    if (event.type === "turn-ended") break;
  }
  return events;
}

function answerIn(events: readonly ThreadEvent[]): unknown {
  return events.flatMap((event) =>
    event.type === "item-ended" && event.item.kind === "mcp-call" ? [event.item.result] : [],
  )[0];
}

test("a server's question reaches the user, and a server that cannot start is named in a notice", async () => {
  const events = await ask({
    ask: async (question) =>
      question.kind === "elicitation"
        ? { type: "accepted", content: { name: `${question.server} asked ${question.message}` } }
        : { type: "denied" },
  });
  expect(answerIn(events)).toEqual({
    content: [{ type: "text", text: '{"action":"accept","content":{"name":"kit asked Your name?"}}' }],
  });
  expect(events.flatMap((event) => (event.type === "notice" ? [[event.code, event.message]] : []))).toEqual([
    ["mcp-server-failed", "MCP client for `broken` failed to start: the program no-such-program was not found"],
  ]);
});

test("a server is told when there is nobody to ask", async () => {
  expect(answerIn(await ask())).toEqual({ content: [{ type: "text", text: '{"action":"decline"}' }] });
});
