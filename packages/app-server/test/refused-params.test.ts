import path from "node:path";
import { sse } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const NOBODY = "019a0000-0000-7000-8000-000000000000";
const TOO_LONG = 2 ** 32;

const [INVALID_REQUEST, INVALID_PARAMS] = [-32600, -32602];

/** Method, params, code, and what the message names. `own` is the id of a loaded thread. */
const REFUSED: readonly (readonly [string, (own: string) => unknown, number, string])[] = [
  ["thread/archive", () => undefined, INVALID_REQUEST, "missing field `params`"],
  ["thread/archive", () => ({}), INVALID_REQUEST, "missing field `threadId`"],
  ["thread/archive", () => ({ threadId: 1 }), INVALID_REQUEST, "threadId: expected string"],
  ["turn/start", (threadId) => ({ threadId, input: [{ type: "text" }] }), INVALID_REQUEST, "missing field `text`"],
  ["thread/list", () => ({ limit: TOO_LONG }), INVALID_REQUEST, "limit"],
  ["thread/turns/list", (threadId) => ({ threadId, limit: TOO_LONG }), INVALID_REQUEST, "limit"],
  ["model/list", () => ({ limit: -1 }), INVALID_REQUEST, "limit"],
  ["thread/list", () => ({ includedThreadIds: ["x"] }), INVALID_PARAMS, "invalid thread id"],
  ["thread/list", () => ({ excludedThreadIds: ["x"] }), INVALID_PARAMS, "invalid thread id"],
  ["thread/list", () => ({ attachedToThreadId: "x" }), INVALID_REQUEST, "invalid thread id"],
  ["thread/list", () => ({ parentThreadId: NOBODY, ancestorThreadId: NOBODY }), INVALID_REQUEST, "cannot be combined"],
  [
    "thread/list",
    () => ({ parentThreadId: NOBODY, attachedToThreadId: NOBODY }),
    INVALID_REQUEST,
    "cannot be combined",
  ],
  ["thread/list", () => ({ includeAttachedThreads: true, searchTerm: " " }), INVALID_REQUEST, "searchTerm"],
  ["thread/list", () => ({ sortKey: "section_position" }), INVALID_REQUEST, "section_position"],
  ["thread/list", () => ({ projectId: "x" }), INVALID_PARAMS, "project not found: x"],
  ["thread/start", () => ({ projectId: "" }), INVALID_REQUEST, "projectId must not be empty"],
  ["thread/revert", (threadId) => ({ threadId, beforeTurnId: NOBODY }), INVALID_REQUEST, "turn not found"],
  ["thread/items/read", (threadId) => ({ threadId, turnId: "t", itemIds: [] }), INVALID_REQUEST, "1 to 100 IDs"],
  [
    "thread/items/read",
    (threadId) => ({ threadId, turnId: "t", itemIds: Array(101).fill("i") }),
    INVALID_REQUEST,
    "1 to 100 IDs",
  ],
  ["hooks/list", () => ({ threadId: NOBODY }), INVALID_REQUEST, "thread not found"],
  ["hooks/list", (threadId) => ({ threadId, cwds: ["/tmp"] }), INVALID_REQUEST, "not both"],
  ["experimentalFeature/list", () => ({ threadId: NOBODY }), INVALID_REQUEST, "thread not found"],
  ["mcpServerStatus/list", (threadId) => ({ threadId, environmentId: "local" }), INVALID_REQUEST, "serverName"],
  ["command/exec/write", () => ({ processId: "none" }), INVALID_PARAMS, "deltaBase64 or closeStdin"],
  ["command/exec/write", () => ({ processId: "none", deltaBase64: "?" }), INVALID_PARAMS, "base64"],
  ["command/exec/write", () => ({ processId: "none", closeStdin: true }), INVALID_REQUEST, "no process"],
  ["process/writeStdin", () => ({ processHandle: "none" }), INVALID_PARAMS, "deltaBase64 or closeStdin"],
  ["thread/shellCommand", () => ({ threadId: NOBODY, command: "x", timeoutMs: -1 }), INVALID_PARAMS, "timeoutMs"],
  ["thread/shellCommand", () => ({ threadId: NOBODY, command: " " }), INVALID_REQUEST, "command"],
];

describe("requests that are refused", () => {
  let server: TestServer;
  let client: TestClient;
  let own: string;
  beforeAll(async () => {
    server = await startServer();
    client = await server.connect({ experimentalApi: true });
    own = (await client.call("thread/start", {})).thread.id;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(REFUSED)("%s", async (method, params, code, message) => {
    expect(await client.failure(method, params(own))).toEqual({ code, message: expect.stringContaining(message) });
  });
});

test("an empty path names no file: the thread's id counts", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  const named = { threadId: thread.id, path: "" };
  expect((await client.call("thread/resume", named)).thread.id).toBe(thread.id);
  expect((await client.call("thread/fork", named)).thread.forkedFromId).toBe(thread.id);
});

test("the hooks and features of a thread are those of its folder and its configuration", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const cwd = path.join(server.cwd, "sub");
  const started = await client.call("thread/start", { cwd, config: { "features.goals": true } });
  const threadId = started.thread.id;
  expect((await client.call("hooks/list", { threadId })).data.map((entry) => entry.cwd)).toEqual([cwd]);
  const isOn = async (params: { threadId?: string }) =>
    (await client.call("experimentalFeature/list", params)).data.find(({ name }) => name === "goals")?.enabled;
  expect([await isOn({ threadId }), await isOn({})]).toEqual([true, false]);
});
