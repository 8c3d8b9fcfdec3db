import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

/** A thread's file, as left by an earlier process. */
function writeThread(codexHome: string, parentId?: string): string {
  const id = randomUUID();
  const folder = path.join(codexHome, "sessions", "2026", "01", "02");
  const spawn = { parent_thread_id: parentId, depth: 1, agent_nickname: "Ada" };
  const origin =
    parentId === undefined
      ? { source: "vscode" }
      : { source: { subagent: { thread_spawn: spawn } }, thread_source: "subagent", parent_thread_id: parentId };
  const meta = { id, timestamp: "2026-01-02T03:04:05.000Z", instructions: null, model_provider: "test", ...origin };
  const said = { type: "message", role: "user", content: [{ type: "input_text", text: `task of ${id}` }] };
  mkdirSync(folder, { recursive: true });
  const lines = [meta, said].map((line) => `${JSON.stringify(line)}\n`).join("");
  writeFileSync(path.join(folder, `rollout-2026-01-02T03-04-05-${id}.jsonl`), lines);
  return id;
}

const idsOf = async (client: TestClient, params: object) =>
  (await client.call("thread/list", params)).data.map(({ id }) => id).sort();

test("a thread's subagents are found by it, and archived, unarchived and deleted with it", async () => {
  await using server = await startServer();
  const parentId = writeThread(server.codexHome);
  const childId = writeThread(server.codexHome, parentId);
  const grandchildId = writeThread(server.codexHome, childId);
  const otherId = writeThread(server.codexHome);
  await using client = await server.connect({ experimentalApi: true });
  const all = { sourceKinds: ["vscode", "subAgent"] as const };
  const family = [parentId, childId, grandchildId].sort();
  expect(await idsOf(client, { parentThreadId: parentId })).toEqual([childId]);
  expect(await idsOf(client, { ancestorThreadId: parentId })).toEqual([childId, grandchildId].sort());
  expect(await idsOf(client, { ancestorThreadId: parentId, includedThreadIds: [otherId, childId] })).toEqual([childId]);

  await client.call("thread/archive", { threadId: parentId });
  expect(await idsOf(client, { ...all, archived: true })).toEqual(family);
  expect(await idsOf(client, all)).toEqual([otherId]);
  await client.hear("thread/archived", ({ threadId }) => threadId === grandchildId);
  await client.call("thread/unarchive", { threadId: parentId });
  expect(await idsOf(client, all)).toEqual([...family, otherId].sort());
  await client.hear("thread/unarchived", ({ threadId }) => threadId === childId);
  await client.call("thread/delete", { threadId: parentId });
  expect(await idsOf(client, all)).toEqual([otherId]);
  await client.hear("thread/deleted", ({ threadId }) => threadId === childId);
});

test("a fork of a subagent is a thread like any other", async () => {
  await using server = await startServer();
  const childId = writeThread(server.codexHome, writeThread(server.codexHome));
  await using client = await server.connect();
  expect((await client.call("thread/read", { threadId: childId })).thread).toMatchObject({
    threadSource: "subagent",
    agentNickname: "Ada",
  });
  const { thread } = await client.call("thread/fork", { threadId: childId });
  expect(thread).toMatchObject({ forkedFromId: childId, parentThreadId: null, agentNickname: null, source: "vscode" });
  expect(await idsOf(client, {})).toContain(thread.id);
});
