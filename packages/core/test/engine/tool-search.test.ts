import { fileURLToPath } from "node:url";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine } from "./start-engine.js";

const fixture = fileURLToPath(new URL("../../../mcp-client/test/fixtures/many-tools-server.mjs", import.meta.url));
const server = (count: number) => ({
  "mcp_servers.many": { command: process.execPath, args: [fixture, String(count)], startup_timeout_sec: 100 },
});

const toolNames = (request: { readonly body: unknown } | undefined): string[] => {
  const { body } = request ?? { body: undefined };
  const tools =
    typeof body === "object" && body !== null && "tools" in body && Array.isArray(body.tools) ? body.tools : [];
  return tools.map((tool: { name?: string }) => tool.name ?? "");
};

test("up to 40 tools are all listed for the model", async () => {
  await using engine = await startEngine([sse.say("done")], { config: server(40) });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const names = toolNames(engine.model.requests[0]);
  expect(names.filter((name) => name.startsWith("many__"))).toHaveLength(40);
  expect(names).not.toContain("tool_search");
});

test("with more, it searches for tools, which are listed from then on", async () => {
  const script = [
    sse.call("tool_search", { query: "identify birds" }),
    sse.call("many__findBirds", {}),
    sse.say("done"),
    sse.call("tool_search", { query: "nothing of the kind" }),
    sse.say("done"),
  ];
  await using engine = await startEngine(script, { config: server(41) });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  await collect(conversation.run("go on"));
  const requests = engine.model.requests;
  const ofServer = requests.map((request) => toolNames(request).filter((name) => name.startsWith("many__")));
  expect(ofServer).toEqual([[], ...Array(4).fill(["many__findBirds"])]);
  expect(toolNames(requests[0])).toContain("tool_search");
  const outputs = inputOf(requests.at(-1)).filter(({ type }) => type === "function_call_output");
  expect(outputs.map(({ output }) => output)).toEqual([
    expect.stringContaining("- many__findBirds: Looks a bird up by its song."),
    expect.stringContaining("called findBirds"),
    expect.stringContaining("No tool matches"),
  ]);
});
