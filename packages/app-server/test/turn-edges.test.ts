import { writeFileSync } from "node:fs";
import path from "node:path";
import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say, text } from "./support/say.js";
import { startServer } from "./support/start-server.js";

const refused = { code: -32600 };

test("text elements are reported and saved", async () => {
  await using server = await startServer({ script: [sse.say("seen")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const text_elements = [{ byteRange: { start: 4, end: 10 }, placeholder: "@a.txt" }];
  const content = [{ type: "text", text: "see @a.txt", text_elements }];
  await say(client, thread.id, content);
  expect((await client.hear("item/completed")).item).toMatchObject({ content });
  await server.app.threads.close(thread.id);
  const later = await server.connect();
  const { turns } = (await later.call("thread/read", { threadId: thread.id, includeTurns: true })).thread;
  expect(turns[0]?.items[0]).toMatchObject({ content });
});

test("the phases of the model's messages are sent back to it", async () => {
  const content = [{ type: "output_text", text: "working" }];
  const message = { type: "message", id: "msg", role: "assistant", phase: "commentary", content };
  const script = [
    sse.events(
      responsesEvent.created(),
      { type: "response.output_item.done", item: message },
      responsesEvent.completed(),
    ),
    sse.say("more"),
  ];
  await using server = await startServer({ script });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, text("first"));
  await say(client, thread.id, text("second"));
  const request = server.model.requests.at(-1) as { body: { input: { role?: string }[] } };
  expect(request.body.input.filter(({ role }) => role === "assistant")).toMatchObject([{ phase: "commentary" }]);
});

test("a web search shows its query", async () => {
  const search = (id: string, action?: object) => ({
    type: "response.output_item.done",
    item: { type: "web_search_call", id, status: "completed", action },
  });
  const script = [
    sse.events(
      responsesEvent.created(),
      search("a", { type: "search", queries: ["rain", "snow"] }),
      search("b", { type: "open_page", url: "http://x/y" }),
      search("c", { type: "find_in_page", url: "http://x", pattern: "hail" }),
      search("d"),
      responsesEvent.message("done"),
      responsesEvent.completed(),
    ),
  ];
  await using server = await startServer({ script });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, text("weather"));
  const searches = client.notifications.flatMap(({ method, params }) => {
    const { item } = params as { item?: { type: string; query: string; action: { type: string } } };
    return method === "item/completed" && item?.type === "webSearch" ? [[item.query, item.action.type]] : [];
  });
  expect(searches).toEqual([
    ["rain ...", "search"],
    ["http://x/y", "openPage"],
    ["'hail' in http://x", "findInPage"],
    ["", "other"],
  ]);
});

test("steering needs input, and a turn may be interrupted twice", async () => {
  await using server = await startServer({ script: [sse.hang()] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const { turn } = await client.call("turn/start", { threadId: thread.id, input: text("go") } as never);
  await server.model.waitForRequests(1);
  const steer = { threadId: thread.id, expectedTurnId: turn.id, input: [] };
  expect(await client.failure("turn/steer", steer)).toMatchObject(refused);
  const stop = () => client.call("turn/interrupt", { threadId: thread.id, turnId: turn.id });
  expect(await Promise.all([stop(), stop()])).toEqual([{}, {}]);
});

test("a turn's permission profile restricts it, and is reported until another sandbox replaces it", async () => {
  await using server = await startServer({
    script: [sse.shell(["touch", "made.txt"]), sse.say("done"), sse.say("again")],
  });
  const client = await server.connect({ experimentalApi: true });
  const { thread, sandbox } = await client.call("thread/start", {});
  expect(sandbox).toMatchObject({ type: "dangerFullAccess" });
  await say(client, thread.id, text("first"), { permissions: ":read-only" });
  const { item } = await client.hear("item/completed", (params) => params.item.type === "commandExecution");
  expect(item).toMatchObject({ status: "failed" });
  const { threadSettings } = await client.hear("thread/settings/updated");
  expect(threadSettings).toMatchObject({
    activePermissionProfile: { id: ":read-only" },
    sandboxPolicy: { type: "readOnly" },
  });
  await say(client, thread.id, text("second"), { sandboxPolicy: { type: "dangerFullAccess" } });
  const resumed = await client.call("thread/resume", { threadId: thread.id });
  expect(resumed.activePermissionProfile).toBeNull();
});

test("a profile with another sandbox, an unknown profile and a relative root are refused", async () => {
  await using server = await startServer({ script: [] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const turn = { threadId: thread.id, input: text("go") };
  const readOnly = { type: "readOnly" };
  for (const wrong of [
    { permissions: ":read-only", sandboxPolicy: readOnly },
    { permissions: ":nobody" },
    { sandboxPolicy: { type: "workspaceWrite", writableRoots: ["relative"] } },
  ]) {
    expect(await client.failure("turn/start", { ...turn, ...wrong })).toMatchObject(refused);
  }
  const both = { permissions: ":read-only", sandbox: "read-only" };
  expect(await client.failure("thread/start", both)).toMatchObject(refused);
});

test("changing the settings of a running turn is refused, not ignored", async () => {
  await using server = await startServer({ script: [sse.say("done")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const { turn } = await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  const refusal = await client.failure("turn/settings/update", { threadId: thread.id, turnId: turn.id, effort: "low" });
  expect(refusal).toMatchObject({ ...refused, message: expect.stringContaining("thread/settings/update") });
  await client.hear("turn/completed");
});

test("a turn can be interrupted without its id, but steering needs it", async () => {
  await using server = await startServer({ script: [sse.hang()] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  expect(await client.call("turn/interrupt", { threadId, turnId: "" })).toEqual({});
  const input = [{ type: "text" as const, text: "go" }];
  await client.call("turn/start", { threadId, input });
  await server.model.waitForRequests(1);
  expect(await client.failure("turn/steer", { threadId, expectedTurnId: "", input })).toMatchObject({
    message: "expectedTurnId must not be empty",
  });
  await client.call("turn/interrupt", { threadId, turnId: "" });
  expect((await client.hear("turn/completed")).turn.status).toBe("interrupted");
});

test("input that is too long for any model is refused with the limit", async () => {
  await using server = await startServer({ script: [] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const input = [
    { type: "text", text: "x".repeat(1024 * 1024) },
    { type: "text", text: "y" },
  ];
  await expect(client.connection.request("turn/start", { threadId: thread.id, input })).rejects.toMatchObject({
    code: -32602,
    data: { input_error_code: "input_too_large", max_chars: 1048576, actual_chars: 1048577 },
  });
});

test("input that joins a turn cannot change its output schema", async () => {
  await using server = await startServer({ script: [sse.hang()] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const outputSchema = { type: "object" };
  const params = { threadId: thread.id, input: [{ type: "text" as const, text: "go" }], outputSchema };
  const { turn } = await client.call("turn/start", params);
  await server.model.waitForRequests(1);
  expect((await client.call("turn/start", params)).turn.id).toBe(turn.id);
  expect(await client.failure("turn/start", { ...params, outputSchema: { type: "string" } })).toMatchObject({
    code: -32603,
  });
});

test("a client's tools are called by their names within their namespace, and report failures", async () => {
  const grouped = sse.calls({ name: "lookup", namespace: "kit", arguments: {} });
  const script = [grouped, sse.call("plain", {}), sse.say("done")];
  await using server = await startServer({ script });
  const client = await server.connect({ experimentalApi: true });
  const schema = { description: "", inputSchema: { type: "object" } };
  client.answer("item/tool/call", ({ namespace, tool }) => {
    if (tool === "plain") throw new Error("no");
    expect(namespace).toBe("kit");
    return { nothing: "that can be read" };
  });
  const { thread } = await client.call("thread/start", {
    dynamicTools: [
      {
        type: "namespace",
        name: "kit",
        description: "A kit.",
        tools: [{ type: "function", name: "lookup", ...schema }],
      },
      { name: "plain", ...schema },
    ],
  });
  await say(client, thread.id, text("go"));
  const { data } = await client.call("thread/items/list", { threadId: thread.id });
  expect(data.map(({ item }) => item).filter(({ type }) => type === "dynamicToolCall")).toMatchObject([
    { namespace: "kit", tool: "lookup", success: false, contentItems: [{ text: "dynamic tool response was invalid" }] },
    { namespace: null, tool: "plain", success: false, contentItems: [{ text: "dynamic tool request failed" }] },
  ]);
  for (const name of ["mcp__kit", "has space"]) {
    const refusal = await client.failure("thread/start", { dynamicTools: [{ type: "function", name, ...schema }] });
    expect(refusal).toMatchObject({ code: -32600 });
  }
});

test("a message without an end is completed with the response", async () => {
  const said = [responsesEvent.created(), responsesEvent.textDelta("half"), responsesEvent.completed()];
  await using server = await startServer({ script: [sse.events(...said)] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, text("go"));
  expect(await client.hear("item/completed", ({ item }) => item.type === "agentMessage")).toMatchObject({
    item: { text: "half" },
  });
});

test("input for an unknown terminal, and reading one without input, is not reported", async () => {
  const models = { models: [{ slug: "test-model", shell_type: "unified_exec" }] };
  const config = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\nmodel_catalog_json = "models.json"';
  const script = [
    sse.call("write_stdin", { session_id: 4242, chars: "x" }),
    sse.call("exec_command", { cmd: "sleep 0.4", tty: true, yield_time_ms: 250 }, "begin"),
    sse.call("write_stdin", { session_id: 0, chars: "" }, "read"),
    sse.say("done"),
  ];
  await using server = await startServer({ config, script });
  writeFileSync(path.join(server.codexHome, "models.json"), JSON.stringify(models));
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, text("go"));
  expect(client.notifications.map(({ method }) => method)).not.toContain("item/commandExecution/terminalInteraction");
});

test("a message from before a broken stream is completed with its turn, unless it is repeated", async () => {
  const begun = (id: string) => [
    { type: "response.output_item.added", item: { type: "message", id, role: "assistant", content: [] } },
    { type: "response.output_text.delta", item_id: id, delta: "half" },
  ];
  const script = [sse.drop(...begun("first")), sse.say("whole"), sse.drop(...begun("msg")), sse.say("whole")];
  await using server = await startServer({
    script,
    cliOverrides: [["model_providers.test.stream_max_retries", 1]],
  });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, text("go"));
  await say(client, thread.id, text("again"));
  const ended = client.notifications.flatMap(({ method, params }) => {
    const { item } = params as { item: { id: string; type: string; text: string } };
    return method === "item/completed" && item.type === "agentMessage" ? [`${item.id} ${item.text}`] : [];
  });
  expect(ended).toEqual(["msg whole", "first half", "msg whole"]);
  const { data } = await client.call("thread/turns/list", { threadId: thread.id, itemsView: "full" });
  const kept = data.flatMap(({ items }) => items.flatMap((item) => (item.type === "agentMessage" ? [item] : [])));
  expect(kept.map((item) => `${"id" in item && item.id} ${"text" in item && item.text}`)).toEqual([
    "msg whole",
    "first half",
    "msg whole",
  ]);
});
