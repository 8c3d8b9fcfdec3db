import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { AddConversationSubscriptionResponseSchema } from "@codex/protocol";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { ASKS, startServer, UNRESTRICTED } from "./support/start-server.js";

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("every listener of a conversation gets every event", async () => {
  await using server = await startServer({ script: [sse.say("hello")] });
  const conversationId = await server.openConversation();
  await server.request("addConversationListener", { conversationId });
  await server.say(conversationId, "hi");
  await server.heard(({ method }) => method === "codex/event/task_complete");
  await server.request("ping");
  const types = server.eventTypes;
  for (const type of ["task_started", "agent_message", "task_complete"]) {
    expect(types.filter((seen) => seen === type)).toHaveLength(2);
  }
});

test("a removed listener gets no more events", async () => {
  await using server = await startServer({ script: [sse.say("hello")] });
  const conversationId = await server.openConversation();
  const { subscriptionId } = AddConversationSubscriptionResponseSchema.parse(
    await server.request("addConversationListener", { conversationId }),
  );
  await server.request("removeConversationListener", { subscriptionId });
  await expect(server.request("removeConversationListener", { subscriptionId })).rejects.toMatchObject({
    code: -32600,
  });
  await server.say(conversationId, "hi");
  await server.event("task_complete");
  await server.request("ping");
  expect(server.eventTypes.filter((type) => type === "task_complete")).toHaveLength(1);
});

test("interrupting an idle conversation is answered, too", async () => {
  await using server = await startServer();
  const conversationId = await server.openConversation();
  expect(await server.request("interruptConversation", { conversationId })).toEqual({ abortReason: "interrupted" });
});

test("a turn in a missing folder is refused; a conversation whose own folder was removed continues", async () => {
  await using server = await startServer({ script: [sse.shell(["pwd"]), sse.say("still here")] });
  const conversationId = await server.openConversation();
  const missing = path.join(server.world.cwd, "missing");
  const turn = {
    conversationId,
    items: [{ type: "text", data: { text: "hi" } }],
    approvalPolicy: "never",
    sandboxPolicy: { mode: "read-only" },
    model: "gpt-5",
    effort: "medium",
    summary: "auto",
  };
  await server.request("sendUserTurn", { ...turn, cwd: missing });
  expect(await server.event("error")).toMatchObject({
    message: `user_turn: cannot work in ${missing}: there is no such folder`,
  });
  await rm(server.world.cwd, { recursive: true });
  await server.request("sendUserTurn", { ...turn, cwd: server.world.cwd });
  expect(await server.event("task_complete")).toMatchObject({ last_agent_message: "still here" });
});

test("one question per approval, for any number of listeners; an invalid answer denies", async () => {
  await using server = await startServer({ config: ASKS, script: [sse.shell(["touch", "x"]), sse.say("ok")] });
  server.answer("execCommandApproval", () => ({ decision: "yes please" }));
  const conversationId = await server.openConversation();
  await server.request("addConversationListener", { conversationId });
  await server.say(conversationId, "touch");
  await server.event("task_complete");
  expect(server.questions).toEqual([
    {
      method: "execCommandApproval",
      params: {
        conversation_id: conversationId,
        call_id: "call-1",
        command: ["touch", "x"],
        cwd: server.world.cwd,
      },
    },
  ]);
  expect(existsSync(path.join(server.world.cwd, "x"))).toBe(false);
});

test("approval of a patch covers its files; no folder is requested or made writable", async () => {
  const add = (name: string) => `*** Begin Patch\n*** Add File: ${name}\n+x\n*** End Patch`;
  const patches = ["one.txt", "two.txt"].map((name) => sse.shell(["apply_patch", add(name)], {}, `call-${name}`));
  await using server = await startServer({ config: ASKS, script: [...patches, sse.say("ok")] });
  const decisions = ["approved_for_session", "denied"];
  server.answer("applyPatchApproval", () => ({ decision: decisions.shift() }));
  const conversationId = await server.openConversation();
  await server.request("addConversationListener", { conversationId });
  await server.say(conversationId, "patch");
  await server.event("task_complete");
  const file = (name: string) => path.join(server.world.cwd, name);
  expect(server.questions).toEqual(
    ["one.txt", "two.txt"].map((name) => ({
      method: "applyPatchApproval",
      params: {
        conversation_id: conversationId,
        call_id: `call-${name}`,
        file_changes: { [file(name)]: { add: { content: "x\n" } } },
      },
    })),
  );
  expect([existsSync(file("one.txt")), existsSync(file("two.txt"))]).toEqual([true, false]);
});

test("a question is withdrawn when its turn is interrupted", async () => {
  await using server = await startServer({ config: ASKS, script: [sse.shell(["touch", "x"])] });
  let withdrawn: Promise<void> | undefined;
  server.answer("execCommandApproval", (_, { signal }) => {
    withdrawn = new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    return withdrawn;
  });
  const conversationId = await server.openConversation();
  await server.say(conversationId, "touch");
  await server.asked();
  expect(await server.request("interruptConversation", { conversationId })).toEqual({ abortReason: "interrupted" });
  await withdrawn;
});

test("a session of the tools accepts requests: whoever starts a turn answers its questions", async () => {
  await using server = await startServer({
    config: ASKS,
    script: [sse.say("one"), sse.shell(["touch", "x"]), sse.say("two")],
  });
  server.answer("execCommandApproval", () => ({ decision: "approved" }));
  const { structuredContent } = await server.callTool("codex", { prompt: "hi" });
  const conversationId = String(structuredContent?.["sessionId"]);
  await server.request("addConversationListener", { conversationId });
  await server.say(conversationId, "touch");
  await server.heard(({ method }) => method === "codex/event/task_complete");
  expect(server.questions.map(({ method }) => method)).toEqual(["execCommandApproval"]);
  expect(existsSync(path.join(server.world.cwd, "x"))).toBe(true);
});

test("a reply to a session whose turn is just starting is refused as busy", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const { structuredContent } = await server.callTool("codex", { prompt: "hi" });
  const conversationId = String(structuredContent?.["sessionId"]);
  const [, reply] = await Promise.all([
    server.say(conversationId, "first"),
    server.callTool("codex-reply", { sessionId: conversationId, prompt: "second" }),
  ]);
  expect(reply.structuredContent).toMatchObject({ status: "rejected", errorCode: "session-busy" });
  await server.world.model.waitForRequests(2);
});

test("closing a conversation ends its turn and its programs; others continue", async () => {
  const server = `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    const result = method === "initialize"
      ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } }
      : { tools: [] };
    if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
  }); require("node:fs").appendFileSync("pids", process.pid + "\\n");`;
  const config = `${UNRESTRICTED}
mcp_servers.own = { command = ${JSON.stringify(process.execPath)}, args = ["-e", ${JSON.stringify(server)}] }`;
  const script = [sse.shell(["sh", "-c", "echo $$ >> pids; exec sleep 600"]), sse.say("still here")];
  await using peer = await startServer({ config, script });
  const [closing, other] = [await peer.openConversation(), await peer.openConversation()];
  await peer.say(closing, "go");
  await peer.event("exec_command_begin");
  const pids = () => readFileSync(path.join(peer.world.cwd, "pids"), "utf8").split("\n").filter(Boolean).map(Number);
  await expect.poll(() => pids().length).toBe(3);
  await peer.request("closeConversation", { conversationId: closing });
  expect(pids().filter(isAlive)).toHaveLength(1);
  expect(peer.eventTypes.slice(-2)).toEqual(["turn_aborted", "shutdown_complete"]);
  await expect(peer.request("closeConversation", { conversationId: closing })).rejects.toMatchObject({ code: -32600 });
  await peer.say(other, "and you?");
  await peer.event("task_complete");
});

test.each([
  ["sendUserMessage", { items: [] }],
  ["interruptConversation", {}],
  ["closeConversation", {}],
  ["addConversationListener", {}],
])("an unknown conversation is reported: %s", async (method, params) => {
  await using server = await startServer();
  const conversationId = "67e55044-10b1-426f-9247-bb680e5fe0c8";
  await expect(server.request(method, { conversationId, ...params })).rejects.toMatchObject({
    code: -32600,
    message: `conversation not found: ${conversationId}`,
  });
  await expect(server.request(method, { conversationId: "../x", ...params })).rejects.toMatchObject({
    code: -32602,
    data: { path: ["conversationId"] },
  });
});

test("a folder that is no repository has no diff", async () => {
  await using server = await startServer();
  await expect(server.request("gitDiffToRemote", { cwd: server.world.cwd })).rejects.toMatchObject({ code: -32600 });
});

test("two conversations at once do not get each other's events", async () => {
  await using server = await startServer({
    script: [
      sse.shell(["sh", "-c", "echo canary-one; while [ ! -e go ]; do sleep 0.02; done"]),
      sse.shell(["sh", "-c", "echo canary-two; touch go"]),
      sse.say("done"),
      sse.say("done"),
    ],
  });
  const first = await server.openConversation();
  const second = await server.openConversation();
  await server.say(first, "one");
  await server.heard(({ params, method }) => params["conversationId"] === first && method.endsWith("begin"));
  await server.say(second, "two");
  for (const id of [first, second]) {
    await server.heard(({ params, method }) => params["conversationId"] === id && method.endsWith("task_complete"));
  }
  const about = (id: string) =>
    JSON.stringify(server.notifications.filter(({ params }) => params["conversationId"] === id));
  expect(about(first)).not.toContain("canary-two");
  expect(about(second)).not.toContain("canary-one");
});
