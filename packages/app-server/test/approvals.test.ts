import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { memoryTransportPair } from "@codex/jsonrpc";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const QUESTION = "item/commandExecution/requestApproval";
const MADE = [sse.shell(["touch", "made"]), sse.say("done")];

const wasMade = (server: TestServer) => existsSync(path.join(server.cwd, "made"));

async function runTurn(client: TestClient): Promise<void> {
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
}

test.each([
  ["untrusted", "read-only", ["touch", "made"], true],
  ["untrusted", "danger-full-access", ["touch", "made"], true],
  ["on-request", "workspace-write", ["rm", "-rf", "."], false],
] as const)("a question says what it lifts: %s, %s, %j", async (approval, sandbox, command, isOutside) => {
  const config = `approval_policy = "${approval}"\nsandbox_mode = "${sandbox}"`;
  await using server = await startServer({ script: [sse.shell(command), sse.say("done")], config });
  const client = await server.connect();
  const asked: unknown[] = [];
  client.answer(QUESTION, ({ reason, additionalPermissions }) => {
    asked.push([additionalPermissions?.network?.enabled ?? false, reason?.includes("outside the sandbox")]);
    return { decision: "decline" };
  });
  await runTurn(client);
  expect(asked).toEqual([[isOutside, isOutside]]);
});

test.each([
  ["other words", ["sh"]],
  ["fewer words", ["touch"]],
  ["more words", ["touch", "made", "x"]],
  ["no words", []],
])("a rule of %s than those that were proposed is no yes, and is not kept", async (_name, words) => {
  await using server = await startServer({
    script: MADE,
    config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
  });
  const client = await server.connect();
  client.answer(QUESTION, () => ({ decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: words } } }));
  await runTurn(client);
  expect([wasMade(server), existsSync(path.join(server.codexHome, "rules/default.rules"))]).toEqual([false, false]);
});

test("a rule where none was proposed is no yes", async () => {
  await using server = await startServer({
    script: MADE,
    config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
  });
  await mkdir(path.join(server.codexHome, "rules"));
  await writeFile(path.join(server.codexHome, "rules/my.rules"), 'prefix_rule(["touch"], decision = "prompt")\n');
  const client = await server.connect();
  const rule = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["touch", "made"] } };
  client.answer(QUESTION, () => ({ decision: rule }));
  await runTurn(client);
  expect(wasMade(server)).toBe(false);
});

test("a client that was not asked cannot answer by the id of another's question", async () => {
  await using server = await startServer({
    script: MADE,
    config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
  });
  const [here, there] = memoryTransportPair();
  const served = server.app.serve(there);
  const answers = here.incoming[Symbol.asyncIterator]();
  const say = async (message: unknown) => here.send([{ text: JSON.stringify(message) }]);
  await say({ id: 0, method: "initialize", params: { clientInfo: { name: "stranger", version: "1" } } });
  await answers.next();
  const client = await server.connect();
  client.answer(QUESTION, async () => {
    const guesses = Array.from({ length: 20 }, (_, id) => [id, String(id)]).flat();
    for (const id of guesses) await say({ id, result: { decision: "accept" } });
    // Answered in order: everything before it has been read.
    await say({ id: "last", method: "thread/loaded/list", params: {} });
    await answers.next();
    return { decision: "decline" };
  });
  await runTurn(client);
  expect(wasMade(server)).toBe(false);
  await here.close();
  await served;
});

test("a question that the turn's end takes back is settled behind that end", async () => {
  await using server = await startServer({
    config: 'approval_policy = "untrusted"\nsandbox_mode = "workspace-write"',
    script: [sse.shell(["touch", "made.txt"])],
  });
  const client = await server.connect();
  const asked = Promise.withResolvers<void>();
  client.answer("item/commandExecution/requestApproval", () => {
    asked.resolve();
    return new Promise(() => {});
  });
  const { thread } = await client.call("thread/start", {});
  const { turn } = await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await asked.promise;
  await client.call("turn/interrupt", { threadId: thread.id, turnId: turn.id });
  await client.hear("serverRequest/resolved");
  const told = client.told.map(({ method, params }) => {
    const { status } = params as { status?: { type: string } };
    return method === "thread/status/changed" ? `${method} ${status?.type}` : method;
  });
  expect(told.slice(-3)).toEqual(["thread/status/changed idle", "turn/completed", "serverRequest/resolved"]);
});
