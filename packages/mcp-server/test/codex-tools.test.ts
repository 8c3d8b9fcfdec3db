import { mkdir, readdir, rename, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { type CallToolResult, CallToolResultSchema } from "@codex/mcp-types/tools";
import { sse } from "@codex/test-support";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { codexReplyTool, codexTool } from "../src/tools/codex-tool-schemas.js";
import { createWorld, startServer } from "./support/start-server.js";

const validate = new Ajv2020({ strict: false }).compile(codexTool.outputSchema ?? false);

/** `structuredContent`, which every result has and which matches the tool's `outputSchema`. */
function structured(result: CallToolResult): Record<string, unknown> {
  expect(validate(result.structuredContent), JSON.stringify(validate.errors)).toBe(true);
  expect(result.content).toEqual([{ type: "text", text: result.structuredContent?.["content"] }]);
  return result.structuredContent ?? {};
}

test("a result has the session id, the outcome, and the final message twice", async () => {
  await using server = await startServer({ script: [sse.shell(["echo", "hi"]), sse.say("finished")] });
  const result = await server.callTool("codex", { prompt: "go" });
  const { session_id } = await server.event("session_configured");
  expect(structured(result)).toEqual({
    sessionId: session_id,
    threadId: session_id,
    status: "completed",
    content: "finished",
    denied: [],
    usage: {
      input_tokens: 240,
      cached_input_tokens: 40,
      output_tokens: 60,
      reasoning_output_tokens: 20,
      total_tokens: 300,
    },
  });
  expect(result.isError).toBeUndefined();
});

const COUNT = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };

test("an answer that must match a schema is asked for once more, and is JSON without a fence", async () => {
  const script = [sse.say("one"), sse.say('```json\n{"n":1}\n```'), sse.say('{"n":2}')];
  await using server = await startServer({ script });
  const first = structured(await server.callTool("codex", { prompt: "count", "output-schema": COUNT }));
  expect(first).toMatchObject({ status: "completed", content: '{"n":1}', usage: { total_tokens: 300 } });
  const again = { sessionId: first["sessionId"], prompt: "on", "output-schema": COUNT };
  expect(structured(await server.callTool("codex-reply", again))).toMatchObject({ content: '{"n":2}' });
  for (const { body } of server.world.model.requests)
    expect(body).toMatchObject({ text: { format: { schema: COUNT } } });
  expect(JSON.stringify(server.world.model.requests[1]?.body)).toContain("it is not JSON");
});

test("an answer that does not match its schema the second time fails the call; the session can be continued", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say('{"n":"one"}'), sse.say("words")] });
  const result = await server.callTool("codex", { prompt: "count", "output-schema": COUNT });
  expect(result.isError).toBe(true);
  const { sessionId, ...failure } = structured(result);
  expect(failure).toMatchObject({ status: "failed", errorCode: "schema-mismatch" });
  expect(failure["content"]).toContain("n");
  const reply = await server.callTool("codex-reply", { sessionId, prompt: "in words" });
  expect(structured(reply)).toMatchObject({ status: "completed", content: "words" });
});

test("a schema that cannot be used rejects the call", async () => {
  await using server = await startServer({ script: [] });
  const result = await server.callTool("codex", { prompt: "go", "output-schema": { type: "no type" } });
  expect(structured(result)).toMatchObject({ status: "rejected", errorCode: "invalid-arguments" });
});

test("each event of a call names the request that it belongs to", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const requestIds = () => server.notifications.map(({ params }) => params["_meta"]);
  const { sessionId } = structured(await server.callTool("codex", { prompt: "first" }));
  const ofFirst = new Set(requestIds().map((meta) => JSON.stringify(meta)));
  const heard = requestIds().length;
  await server.callTool("codex-reply", { sessionId, prompt: "second" });
  const ofSecond = new Set(
    requestIds()
      .slice(heard)
      .map((meta) => JSON.stringify(meta)),
  );
  expect([...ofFirst]).toEqual(['{"requestId":1}']);
  expect([...ofSecond]).toEqual(['{"requestId":2}']);
});

test("the result of a failed turn has the session id, so that the session can be continued", async () => {
  const failing = { type: "status", status: 400, body: { error: { message: "no such model" } } } as const;
  await using server = await startServer({ script: [failing, sse.say("better")] });
  const answer = await server.request("tools/call", { name: "codex", arguments: { prompt: "go" } });
  const { sessionId, status, content } = structured(CallToolResultSchema.parse(answer));
  expect(status).toBe("failed");
  expect(content).toContain("no such model");
  // As in codex-rs: in a field of the result, which replaces the event of the turn's end.
  expect(answer).toMatchObject({ isError: true, error: content });
  expect(server.eventTypes).toEqual(["session_configured", "task_started", "error"]);
  const next = structured(await server.callTool("codex-reply", { sessionId, prompt: "again" }));
  expect(next).toMatchObject({ sessionId, status: "completed", content: "better" });
});

test.each([
  ["no arguments", undefined],
  ["no prompt", {}],
  ["a prompt of the wrong type", { prompt: 1 }],
  ["an unknown sandbox", { prompt: "x", sandbox: "no-such-mode" }],
  ["a time limit of nothing", { prompt: "x", "timeout-ms": 0 }],
  ["a time limit without end", { prompt: "x", "timeout-ms": 2 ** 31 }],
])("invalid arguments are named: %s", async (_, args) => {
  await using server = await startServer();
  const result = await server.callTool("codex", args);
  expect(result.isError).toBe(true);
  expect(structured(result)).toMatchObject({ status: "rejected", errorCode: "invalid-arguments", denied: [] });
  expect(structured(result)["sessionId"]).toBeUndefined();
});

test("unknown arguments have no effect, and the result says so", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const given = { prompt: "x", "compact-prompt": "short", toString: 1, sandbox: "read-only", sandbox_: 1 };
  const first = structured(await server.callTool("codex", given));
  const ignoredArguments = ["compact-prompt", "toString", "sandbox_"];
  expect(first).toMatchObject({ status: "completed", ignoredArguments });
  // As clients of several versions send it.
  const ids = { sessionId: first["sessionId"], conversationId: first["sessionId"], session_id: first["sessionId"] };
  const reply = structured(await server.callTool("codex-reply", { prompt: "y", ...ids }));
  expect(reply).toMatchObject({ status: "completed", ignoredArguments: ["session_id"] });
});

test.each([
  ["codex", { prompt: "x", approval_policy: "untrusted" }, "approval_policy is unknown; did you mean approval-policy?"],
  ["codex", { prompt: "x", timeoutMs: 5 }, "timeoutMs is unknown; did you mean timeout-ms?"],
  [
    "codex-reply",
    { prompt: "x", sessionId: "s", outputSchema: {} },
    "outputSchema is unknown; did you mean output-schema?",
  ],
])("an argument of %s that is spelled differently rejects the call", async (tool, args, fault) => {
  await using server = await startServer();
  const result = structured(await server.callTool(tool, args));
  expect(result).toMatchObject({ errorCode: "invalid-arguments", content: `Invalid arguments for ${tool}: ${fault}` });
});

test("an invalid configuration is reported to the caller", async () => {
  await using server = await startServer();
  const result = await server.callTool("codex", { prompt: "x", profile: "nobody" });
  expect(structured(result)).toMatchObject({ status: "rejected", errorCode: "not-started" });
  expect(structured(result)["content"]).toContain("nobody");
});

test.each(["codex", "newConversation"])("a missing folder is reported before the model is called: %s", async (by) => {
  await using server = await startServer();
  const cwd = path.join(server.world.cwd, "missing");
  const message = `cannot work in ${cwd}: there is no such folder`;
  if (by === "codex") {
    const { status, content } = structured(await server.callTool("codex", { prompt: "x", cwd }));
    expect({ status, content }).toEqual({ status: "rejected", content: `Failed to start Codex session: ${message}` });
  } else {
    await expect(server.request("newConversation", { cwd })).rejects.toThrow(message);
  }
});

test("the schema of codex-reply accepts each name of the session", () => {
  const check = new Ajv2020({ strict: false }).compile(codexReplyTool.inputSchema);
  for (const name of ["sessionId", "threadId", "conversationId"])
    expect(check({ prompt: "x", [name]: "id" })).toBe(true);
  expect(codexReplyTool.inputSchema.properties).toHaveProperty("threadId");
  expect(codexReplyTool.inputSchema.properties).toHaveProperty("conversationId");
  expect(check({ sessionId: "id" })).toBe(false);
});

test("codex-reply continues a session of an earlier process, in that session's folder", async () => {
  await using world = await createWorld({
    script: [sse.say("one"), sse.shell(["pwd"]), sse.say("two")],
  });
  const folder = path.join(world.cwd, "sub");
  await mkdir(folder);
  let sessionId: unknown;
  {
    await using server = await startServer({ world });
    sessionId = structured(await server.callTool("codex", { prompt: "first", cwd: folder }))["sessionId"];
  }
  await using server = await startServer({ world });
  const result = await server.callTool("codex-reply", { sessionId, prompt: "second" });
  expect(structured(result)).toMatchObject({ sessionId, status: "completed", content: "two" });
  expect(await server.event("exec_command_end")).toMatchObject({ stdout: `${folder}\n` });
  const input = JSON.stringify(world.model.requests[1]?.body);
  expect(input).toContain("first");
  expect(input).toContain("one");
});

test("newer names of the session id are accepted", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two"), sse.say("three")] });
  const { threadId } = structured(await server.callTool("codex", { prompt: "first" }));
  const second = structured(await server.callTool("codex-reply", { threadId, prompt: "second" }));
  const third = structured(await server.callTool("codex-reply", { conversationId: threadId, prompt: "third" }));
  expect([second["content"], third["content"]]).toEqual(["two", "three"]);
});

test("unloaded sessions are resumed with their settings", async () => {
  const count = 34;
  await using server = await startServer({
    script: [...Array.from({ length: count }, (_, index) => sse.say(`s${index}`)), sse.say("back")],
  });
  const first = structured(await server.callTool("codex", { prompt: "a", model: "special-model" }));
  for (let index = 1; index < count; index++) await server.callTool("codex", { prompt: "b" });
  const back = await server.callTool("codex-reply", { sessionId: first["sessionId"], prompt: "still there?" });
  expect(structured(back)).toMatchObject({ content: "back" });
  expect(server.world.model.requests.at(-1)?.body).toMatchObject({ model: "special-model" });
});

test("of two concurrent replies to one session the second is refused; a third one afterwards works", async () => {
  await using server = await startServer({
    script: [sse.say("one"), sse.shell(["sleep", "600"]), sse.say("three")],
  });
  const { sessionId } = structured(await server.callTool("codex", { prompt: "first" }));
  const cancel = new AbortController();
  const slow = server.callTool("codex-reply", { sessionId, prompt: "slow" }, { signal: cancel.signal });
  await server.event("exec_command_begin");
  const second = await server.callTool("codex-reply", { sessionId, prompt: "now" });
  expect(structured(second)).toMatchObject({ status: "rejected", errorCode: "session-busy", sessionId });
  cancel.abort(new Error("enough"));
  await expect(slow).rejects.toThrow("enough");
  await server.event("turn_aborted");
  const third = structured(await server.callTool("codex-reply", { sessionId, prompt: "third" }));
  expect(third).toMatchObject({ status: "completed", content: "three" });
});

test("a time limit stops the turn and leaves the session usable", async () => {
  await using server = await startServer({ script: [sse.shell(["sleep", "30"]), sse.say("on")] });
  const result = await server.callTool("codex", { prompt: "sleep", "timeout-ms": 300 });
  expect(result.isError).toBe(true);
  const { sessionId, status } = structured(result);
  expect(status).toBe("timed-out");
  expect(structured(await server.callTool("codex-reply", { sessionId, prompt: "go on" }))["content"]).toBe("on");
});

const UUID = "67e55044-10b1-426f-9247-bb680e5fe0c8";
test.each([
  ["unknown", UUID],
  ["no id", "not-a-uuid"],
  ["a path upwards", `../../${UUID}`],
  ["an absolute path", "/etc/passwd"],
  ["a NUL", `${UUID}\0`],
  ["a pattern", "*"],
  ["empty", ""],
  ["huge", "a".repeat(1_000_000)],
  ["an object's own key", "__proto__"],
])("a session id without a session is reported: %s", async (_, sessionId) => {
  await using server = await startServer();
  const result = await server.callTool("codex-reply", { sessionId, prompt: "x" });
  expect(result.isError).toBe(true);
  expect(structured(result)).toMatchObject({ status: "rejected", errorCode: "session-not-found" });
});

test("a planted link among the sessions leads nowhere", async () => {
  await using world = await createWorld();
  const day = path.join(world.codexHome, "sessions/2025/08/20");
  await mkdir(day, { recursive: true });
  const outside = path.join(world.cwd, "outside.jsonl");
  await writeFile(outside, `{"id":"${UUID}","timestamp":"2025-08-20T00:00:00.000Z","instructions":null}\n`);
  await symlink(outside, path.join(day, `rollout-2025-08-20T00-00-00-${UUID}.jsonl`));
  await using server = await startServer({ world });
  const result = await server.callTool("codex-reply", { sessionId: UUID, prompt: "x" });
  expect(structured(result)).toMatchObject({ errorCode: "session-not-found" });
});

test("a session whose file was moved away is not found", async () => {
  await using world = await createWorld({ script: [sse.say("one")] });
  let sessionId: unknown;
  {
    await using server = await startServer({ world });
    sessionId = structured(await server.callTool("codex", { prompt: "first" }))["sessionId"];
  }
  const sessions = path.join(world.codexHome, "sessions");
  const name = (await readdir(sessions, { recursive: true })).find((file) => file.endsWith(".jsonl")) ?? "";
  await rename(path.join(sessions, name), path.join(sessions, "elsewhere"));
  await using server = await startServer({ world });
  const gone = structured(await server.callTool("codex-reply", { sessionId, prompt: "x" }));
  expect(gone).toMatchObject({ errorCode: "session-not-found" });
});

test("without the engine's own events, only messages defined by MCP are sent", async () => {
  await using server = await startServer({ sendsEvents: false, script: [sse.say("done")] });
  await server.callTool("codex", { prompt: "go" }, { meta: { progressToken: 7 } });
  expect(new Set(server.notifications.map(({ method }) => method))).toEqual(new Set(["notifications/progress"]));
});
