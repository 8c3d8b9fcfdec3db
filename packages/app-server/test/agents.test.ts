import { writeFileSync } from "node:fs";
import path from "node:path";
import { fitting, type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const SUBAGENTS = "[agents]\nenabled = true\n";
const isFromSubagent = (body: unknown) => !JSON.stringify(Object(body)["tools"]).includes("spawn_agent");
const subagent = (reply: ReturnType<typeof sse.say>): ScriptedReply => fitting(isFromSubagent, reply);
const lead = (reply: (subagentId: string) => ReturnType<typeof sse.say>): ScriptedReply =>
  fitting(
    (body) => !isFromSubagent(body),
    (body) => reply(/agent_id\\+":\\+"([\da-f-]{36})/.exec(JSON.stringify(body))?.[1] ?? ""),
  );
const spawnAndWait = (...between: readonly ScriptedReply[]): readonly ScriptedReply[] => [
  lead(() => sse.call("spawn_agent", { message: "TASK" }, "c1")),
  ...between,
  lead((id) => sse.call("wait_agent", { targets: [id], timeout_ms: 60_000 }, "c2")),
  lead(() => sse.say("done")),
];

test("a client is subscribed to a subagent's thread, and answers its questions", async () => {
  const script = spawnAndWait(subagent(sse.shell(["touch", "made"])), subagent(sse.say("made it")));
  const config = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';
  await using server = await startServer({ script, config });
  writeFileSync(path.join(server.codexHome, "config.toml"), SUBAGENTS, { flag: "a" });
  const client = await server.connect();
  const asked: { threadId: string }[] = [];
  client.answer("item/commandExecution/requestApproval", (params) => {
    asked.push(params as { threadId: string });
    return { decision: "accept" };
  });
  const { thread } = await client.call("thread/start", {});
  const { turn } = await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  const { item } = await client.hear("item/completed", ({ item: one }) => "tool" in one && one.tool === "wait");
  const [subagentId = ""] = "receiverThreadIds" in item ? item.receiverThreadIds : [];
  expect(item).toMatchObject({ agentsStates: { [subagentId]: { status: "completed", message: "made it" } } });
  await client.hear("turn/completed", ({ threadId }) => threadId === thread.id);
  expect(asked.map(({ threadId }) => threadId)).toEqual([subagentId]);
  const heard = client.notifications.flatMap(({ method, params }) =>
    Object(params)["threadId"] === subagentId ? [method] : [],
  );
  const began = client.notifications.find(
    ({ method, params }) => method === "turn/started" && Object(params)["threadId"] === subagentId,
  );
  expect(began).toMatchObject({ params: { turn: { rootTurnId: turn.id } } });
  expect(heard).toEqual(expect.arrayContaining(["turn/started", "item/completed", "turn/completed"]));

  const read = await client.call("thread/read", { threadId: subagentId, includeTurns: true });
  expect(read.thread).toMatchObject({
    parentThreadId: thread.id,
    agentNickname: "Ada",
    source: { subAgent: { thread_spawn: { parent_thread_id: thread.id, depth: 1 } } },
  });
  expect(read.thread.turns).toMatchObject([{ status: "completed" }]);
});

test("a subagent is unloaded with its parent", async () => {
  await using server = await startServer({ script: spawnAndWait(subagent(sse.say("made it"))) });
  writeFileSync(path.join(server.codexHome, "config.toml"), SUBAGENTS, { flag: "a" });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed", ({ threadId }) => threadId === thread.id);
  expect((await client.call("thread/loaded/list", {})).data).toHaveLength(2);
  await client.call("thread/archive", { threadId: thread.id });
  expect((await client.call("thread/loaded/list", {})).data).toEqual([]);
});
