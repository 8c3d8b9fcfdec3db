import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say, text } from "./support/say.js";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const turnIds = async (client: TestClient, threadId: string) =>
  (await client.call("thread/read", { threadId, includeTurns: true })).thread.turns?.map(({ id }) => id);

/** The messages so far, according to the latest model request. */
const heard = ({ model }: TestServer) =>
  JSON.stringify(model.requests.at(-1)?.body).match(/(?<="text":")(?:said|answer)[^"]*/g);

/** Two servers with one home, each with a client of the same thread; the first one has run one turn. */
async function startTwo(script: readonly ScriptedReply[]) {
  const server = await startServer({ script: [sse.say("answer 1"), ...script] });
  const other = server.beside();
  const [here, there] = [await server.connect({ experimentalApi: true }), await other.connect()];
  const threadId = (await here.call("thread/start", {})).thread.id;
  const first = await say(here, threadId, "said 1");
  await there.call("thread/resume", { threadId });
  return {
    server,
    here,
    there,
    threadId,
    first,
    async [Symbol.asyncDispose]() {
      await other[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("after another server's turn, the model learns this server's workspace roots again", async () => {
  await using two = await startTwo(["answer 2", "answer 3", "answer 4"].map((text) => sse.say(text)));
  const { server, here, there, threadId } = two;
  const root = path.join(server.cwd, "root");
  mkdirSync(root);
  const runtimeWorkspaceRoots = [server.cwd, root];
  const { turn } = await here.call("turn/start", { threadId, input: text("said 2"), runtimeWorkspaceRoots });
  await here.hear("turn/completed", (params) => params.turn.id === turn.id);
  await say(there, threadId, "said 3");
  await say(here, threadId, "said 4");
  const request = JSON.stringify(server.model.requests.at(-1)?.body);
  expect(request.slice(request.indexOf("answer 3"))).toContain(`<workspace_roots>${runtimeWorkspaceRoots.join(", ")}<`);
});

test("another server's turns are reported, readable, and known to the model", async () => {
  await using two = await startTwo(["answer 2", "answer 3", "answer 4"].map((text) => sse.say(text)));
  const { server, here, there, threadId, first } = two;
  const second = await say(there, threadId, "said 2");
  const third = await say(here, threadId, "said 3");
  expect(heard(server)).toEqual(["said 1", "answer 1", "said 2", "answer 2", "said 3"]);
  expect(await turnIds(here, threadId)).toEqual([first, second, third]);
  await here.hear("turn/completed", ({ turn }) => turn.id === second);
  expect((await there.call("thread/resume", { threadId })).thread.turns?.map(({ id }) => id)).toEqual([
    first,
    second,
    third,
  ]);
  const fourth = await say(there, threadId, "said 4");
  expect(heard(server)).toEqual(["said 1", "answer 1", "said 2", "answer 2", "said 3", "answer 3", "said 4"]);
  await using again = await server.restart();
  const later = await again.connect();
  expect(await turnIds(later, threadId)).toEqual([first, second, third, fourth]);
});

test("reading a thread shows the turns that another server has run meanwhile", async () => {
  await using two = await startTwo([sse.say("answer 2")]);
  const { here, there, threadId, first } = two;
  const second = await say(there, threadId, "said 2");
  expect(await turnIds(here, threadId)).toEqual([first, second]);
  await here.hear("turn/completed", ({ turn }) => turn.id === second);
  const { data } = await here.call("thread/items/list", { threadId, turnId: second });
  expect(data.map(({ item }) => item.type)).toEqual(["userMessage", "agentMessage"]);
});

test("another server's turns are not reverted unseen, and those that it reverted are gone here", async () => {
  await using two = await startTwo(["answer 2", "answer 3"].map((text) => sse.say(text)));
  const { server, here, there, threadId, first } = two;
  const second = await say(there, threadId, "said 2");
  expect(await here.failure("thread/revert", { threadId, beforeTurnId: first })).toMatchObject({ code: -32600 });
  expect(await turnIds(here, threadId)).toEqual([first, second]);
  await here.call("thread/revert", { threadId, beforeTurnId: second });
  const third = await say(there, threadId, "said 3");
  expect(heard(server)).toEqual(["said 1", "answer 1", "said 3"]);
  await there.hear("thread/reverted");
  expect(await turnIds(there, threadId)).toEqual([first, third]);
});

test("while another server's turn is running, both are saved and the clients are notified", async () => {
  await using two = await startTwo([sse.hang(), sse.say("answer 3")]);
  const { server, here, there, threadId, first } = two;
  const { turn } = await there.call("turn/start", { threadId, input: text("said 2") });
  await server.model.waitForRequests(2);
  const third = await say(here, threadId, "said 3");
  await here.hear("warning", ({ message }) => message.includes("Another process"));
  await there.call("turn/interrupt", { threadId, turnId: turn.id });
  await there.hear("turn/completed", (params) => params.turn.id === turn.id);
  await using again = await server.restart();
  expect((await turnIds(await again.connect(), threadId))?.toSorted()).toEqual([first, turn.id, third].toSorted());
});

test("a thread that another server has deleted stays deleted, and its clients are notified once", async () => {
  await using world = await startTwo(["answer 2", "answer 3"].map((text) => sse.say(text)));
  const { server, here, there, threadId } = world;
  await there.call("thread/delete", { threadId });
  await say(here, threadId, "said 2");
  await say(here, threadId, "said 3");
  expect(heard(server)).toEqual(["said 1", "answer 1", "said 2", "answer 2", "said 3"]);
  expect((await here.call("thread/list", {})).data).toEqual([]);
  const warnings = here.notifications.flatMap(({ method, params }) =>
    method === "warning" ? [JSON.stringify(params)] : [],
  );
  expect(warnings).toEqual([expect.stringContaining("can no longer be saved")]);
});

test("a thread of a later Codex that another server has reverted continues in that server's file", async () => {
  await using server = await startServer({ script: ["answer 2", "answer 3", "answer 4"].map((text) => sse.say(text)) });
  await using other = server.beside();
  const threadId = randomUUID();
  const content = [{ type: "input_text", text: "said 1" }];
  const lines = [
    ["session_meta", { id: threadId, timestamp: "2026-01-02T03:04:05.000Z", cwd: server.cwd, model_provider: "test" }],
    ["event_msg", { type: "task_started", turn_id: "first" }],
    ["response_item", { type: "message", role: "user", content }],
    ["event_msg", { type: "task_complete", turn_id: "first" }],
  ].map(([type, payload], ordinal) =>
    JSON.stringify({ timestamp: "2026-01-02T03:04:05.000Z", ordinal, type, payload }),
  );
  const folder = path.join(server.codexHome, "sessions", "2026", "01", "02");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `rollout-2026-01-02T03-04-05-${threadId}.jsonl`), `${lines.join("\n")}\n`);
  const [here, there] = [await server.connect(), await other.connect()];
  for (const client of [here, there]) await client.call("thread/resume", { threadId });
  const second = await say(there, threadId, "said 2");
  await there.call("thread/revert", { threadId, beforeTurnId: second });
  const third = await say(here, threadId, "said 3");
  expect(heard(server)).toEqual(["said 1", "said 3"]);
  const fourth = await say(there, threadId, "said 4");
  expect(heard(server)).toEqual(["said 1", "said 3", "answer 3", "said 4"]);
  await using again = await server.restart();
  expect(await turnIds(await again.connect(), threadId)).toEqual(["first", third, fourth]);
});
