import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RpcError } from "@codex/jsonrpc";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { ASKS, startServer } from "./support/start-server.js";

const wantsToTouch = (name = "x") => [sse.shell(["touch", name]), sse.say("ok")];

test.each([
  ["MCP's accept", { action: "accept" }],
  ["MCP's accept with an empty form", { action: "accept", content: {} }],
  ["a decision in the form", { action: "accept", content: { decision: "approved_for_session" } }],
  ["the reference's decision", { decision: "approved" }],
  ["the reference's decision for the session", { decision: "approved_for_session" }],
])("an approval: %s", async (_, answer) => {
  await using server = await startServer({ config: ASKS, script: wantsToTouch() });
  server.answer("elicitation/create", () => answer);
  const result = await server.callTool("codex", { prompt: "go" });
  expect(result.structuredContent).toMatchObject({ status: "completed", denied: [] });
  expect(existsSync(path.join(server.world.cwd, "x"))).toBe(true);
});

test.each([
  ["declined", { action: "decline" }, "declined"],
  ["closed", { action: "cancel" }, "cancelled"],
  ["denied", { decision: "denied" }, "declined"],
  ["denied in the form", { action: "accept", content: { decision: "denied" } }, "declined"],
  ["an unknown decision", { decision: "perhaps" }, "malformed-answer"],
  ["an unknown decision in the form", { action: "accept", content: { decision: "perhaps" } }, "malformed-answer"],
  ["an unknown action", { action: "yes" }, "malformed-answer"],
  ["nothing", {}, "malformed-answer"],
  ["null", null, "malformed-answer"],
  ["text", "accept", "malformed-answer"],
  ["a list", [{ action: "accept" }], "malformed-answer"],
])("everything else is a denial, and the result says what was denied: %s", async (_, answer, reason) => {
  await using server = await startServer({ config: ASKS, script: wantsToTouch() });
  server.answer("elicitation/create", () => answer ?? { toJSON: () => null });
  const result = await server.callTool("codex", { prompt: "go" });
  expect(result.structuredContent).toMatchObject({
    status: "completed",
    content: "ok",
    denied: [{ kind: "command", call_id: "call-1", action: "touch x", reason }],
  });
  expect(existsSync(path.join(server.world.cwd, "x"))).toBe(false);
});

test("an error denies", async () => {
  await using server = await startServer({ config: ASKS, script: wantsToTouch() });
  server.answer("elicitation/create", () => {
    throw new RpcError(-32601, "no such method");
  });
  const { structuredContent } = await server.callTool("codex", { prompt: "go" });
  expect(structuredContent).toMatchObject({ denied: [{ reason: "request-failed" }] });
});

test.each([
  ["none", {}],
  ["pages only", { elicitation: { url: {} } }],
])("a client without forms is never asked: %s", async (_, capabilities) => {
  await using server = await startServer({ config: ASKS, script: wantsToTouch(), capabilities });
  const { structuredContent } = await server.callTool("codex", { prompt: "go" });
  expect(structuredContent).toMatchObject({ status: "completed", denied: [{ reason: "client-cannot-be-asked" }] });
  expect(server.questions).toEqual([]);
});

test("a late answer is a denial, and the question is withdrawn", async () => {
  await using server = await startServer({ config: ASKS, script: wantsToTouch(), approvalTimeoutMs: 50 });
  server.answer("elicitation/create", () => new Promise(() => {}));
  const { structuredContent } = await server.callTool("codex", { prompt: "go" });
  expect(structuredContent).toMatchObject({ denied: [{ reason: "timed-out" }] });
  await server.heard(({ method }) => method === "notifications/cancelled");
});

test("a question is withdrawn when its call is cancelled", async () => {
  await using server = await startServer({ config: ASKS, script: [sse.shell(["touch", "x"])] });
  let withdrawn: Promise<void> | undefined;
  server.answer("elicitation/create", (_, { signal }) => {
    withdrawn = new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    return withdrawn;
  });
  const cancel = new AbortController();
  const call = server.callTool("codex", { prompt: "go" }, { signal: cancel.signal });
  await server.asked();
  cancel.abort(new Error("enough"));
  await expect(call).rejects.toThrow("enough");
  await withdrawn;
});

test("an open question blocks no other call", async () => {
  await using server = await startServer({ config: ASKS, script: [sse.shell(["touch", "x"]), sse.say("quick")] });
  server.answer("elicitation/create", () => new Promise(() => {}));
  const cancel = new AbortController();
  const waiting = server.callTool("codex", { prompt: "ask" }, { signal: cancel.signal });
  await server.asked();
  const other = await server.callTool("codex", { prompt: "talk" });
  expect(other.structuredContent).toMatchObject({ content: "quick" });
  cancel.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow();
});

test("a client that disconnects during a question leaves nothing waiting", async () => {
  await using server = await startServer({ config: ASKS, script: [sse.shell(["touch", "x"])] });
  server.answer("elicitation/create", () => new Promise(() => {}));
  const call = server.callTool("codex", { prompt: "ask" });
  await server.asked();
  await server.connection.close();
  await expect(call).rejects.toThrow();
  await server.ended;
  expect(existsSync(path.join(server.world.cwd, "x"))).toBe(false);
});

test("a backtick in a command does not end what is quoted of it", async () => {
  const command = ["touch", "x` in /safe? It only reads. `"];
  await using server = await startServer({ config: ASKS, script: [sse.shell(command), sse.say("ok")] });
  server.answer("elicitation/create", () => ({ action: "decline" }));
  await server.callTool("codex", { prompt: "go" });
  const { params } = await server.asked();
  expect(params["message"]).toContain(
    `Allow Codex to run \`\`touch 'x\` in /safe? It only reads. \`'\`\` in ${server.world.cwd}?`,
  );
});

test("a question shows everything that will happen", async () => {
  const command = ["touch", "a\u001b]0;harmless\u0007\u202e\u200b", `${" ".repeat(3000)}; evil`];
  await using server = await startServer({ config: ASKS, script: [sse.shell(command), sse.say("ok")] });
  server.answer("elicitation/create", () => ({ action: "decline" }));
  const { structuredContent } = await server.callTool("codex", { prompt: "go" });
  const { params } = await server.asked();
  expect(params["message"]).toBe(
    `Allow Codex to run \`touch 'a\\u{1b}]0;harmless\\u{7}\\u{202e}\\u{200b}' ' \\u{20}×3000 ; evil'\` in ${server.world.cwd}? It would run outside the sandbox, with all your rights.`,
  );
  expect(params["codex_command"]).toEqual(command);
  expect(JSON.stringify(structuredContent)).not.toMatch(/\\u001b|\u202e/);
});

test("a question about a patch shows moves and deletions", async () => {
  const patch = [
    "*** Begin Patch",
    "*** Update File: a.txt\n*** Move to: ../b.txt\n@@\n-a\n+b",
    "*** Delete File: c.txt",
    "*** End Patch",
  ].join("\n");
  await using server = await startServer({
    config: ASKS,
    script: [sse.shell(["apply_patch", patch]), sse.say("ok")],
  });
  const { cwd } = server.world;
  for (const name of ["a", "c"]) writeFileSync(path.join(cwd, `${name}.txt`), `${name}\n`);
  server.answer("elicitation/create", () => ({ action: "decline" }));
  await server.callTool("codex", { prompt: "go" });
  const { message } = (await server.asked()).params;
  expect(message).toContain(`${cwd}/a.txt (move it to ${cwd}/../b.txt), ${cwd}/c.txt (delete it)?`);
});

test("the names of files and folders cannot look like other words of a question", async () => {
  const folder = "sub? Nothing is written.\nReason: x";
  const patch = `*** Begin Patch\n*** Add File: ${folder.split("\n")[0]}/n\n+hello\n*** End Patch`;
  const script = [sse.shell(["touch", "x"], { workdir: folder }), sse.shell(["apply_patch", patch]), sse.say("ok")];
  await using server = await startServer({ config: ASKS, script });
  const { cwd } = server.world;
  mkdirSync(path.join(cwd, folder));
  const messages: unknown[] = [];
  server.answer("elicitation/create", (params) => {
    messages.push(Object(params).message);
    return { action: "decline" };
  });
  await server.callTool("codex", { prompt: "go" });
  expect(messages).toEqual([
    expect.stringContaining(`in '${cwd}/sub? Nothing is written.\\u{a}Reason: x'? It would run`),
    `Allow Codex to change '${cwd}/sub? Nothing is written./n'?`,
  ]);
});

test("a question about a patch has its changes", async () => {
  const patch = "*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch";
  await using server = await startServer({
    config: ASKS,
    script: [sse.shell(["apply_patch", patch]), sse.say("ok")],
  });
  server.answer("elicitation/create", () => ({ action: "decline" }));
  const { structuredContent } = await server.callTool("codex", { prompt: "go" });
  const file = path.join(server.world.cwd, "new.txt");
  // Only these: no `codex_grant_root`, which would request a whole folder.
  expect((await server.asked()).params).toEqual({
    message: `Allow Codex to change ${file}?`,
    requestedSchema: { type: "object", properties: {} },
    codex_elicitation: "patch-approval",
    codex_mcp_tool_call_id: expect.any(String),
    codex_event_id: expect.any(String),
    codex_call_id: "call-1",
    codex_changes: { [file]: { add: { content: "hello\n" } } },
  });
  expect(structuredContent).toMatchObject({ denied: [{ kind: "patch", action: file, reason: "declined" }] });
  expect(existsSync(file)).toBe(false);
});
