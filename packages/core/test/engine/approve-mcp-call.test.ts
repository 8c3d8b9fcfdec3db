import { fileURLToPath } from "node:url";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine } from "./start-engine.js";

const fixture = fileURLToPath(new URL("../../../mcp-client/test/fixtures/named-tools-server.mjs", import.meta.url));
const server = (...tools: readonly string[]) => ({
  command: process.execPath,
  args: [fixture, ...tools],
  startup_timeout_sec: 100,
});

/** Runs a turn with these calls, in which the user approves for the session; returns the questions and the outputs. */
async function play(calls: readonly (readonly [name: string, args: object])[]) {
  const asked: (readonly string[])[] = [];
  await using engine = await startEngine([...calls.map(([name, args]) => sse.call(name, args)), sse.say("done")], {
    config: {
      approval_policy: "untrusted",
      mcp_servers: { a: server("b.c", "d"), "a.b": server("c") },
    },
    onApproval: (request) => {
      if ("command" in request) asked.push(request.command);
      return "approved_for_session";
    },
  });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const outputs = inputOf(engine.model.requests.at(-1)).flatMap(({ output }) => (output === undefined ? [] : [output]));
  return { asked, outputs: outputs.map((output) => /called ([\w.]+)/.exec(JSON.stringify(output))?.[1]) };
}

test("an approval for the session covers the tool of that server only, even if names with dots look the same", async () => {
  const { asked, outputs } = await play([
    ["a__b_c", {}],
    ["a_b__c", {}],
    ["a__b_c", {}],
    ["a_b__c", {}],
  ]);
  expect(asked).toEqual([
    ["a.b.c", "{}"],
    ["a.b.c", "{}"],
  ]);
  expect(outputs).toEqual(["b.c", "c", "b.c", "c"]);
});

test("it covers the same arguments only", async () => {
  const { asked } = await play([
    ["a__d", { path: "one" }],
    ["a__d", { path: "two" }],
    ["a__d", { path: "one" }],
  ]);
  expect(asked).toEqual([
    ["a.d", '{"path":"one"}'],
    ["a.d", '{"path":"two"}'],
  ]);
});
