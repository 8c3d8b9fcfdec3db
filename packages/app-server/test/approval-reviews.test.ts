import { existsSync } from "node:fs";
import path from "node:path";
import { type ModelReply, type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const CONFIG = 'approval_policy = "on-request"\nsandbox_mode = "read-only"';
const STARTED = "item/autoApprovalReview/started";
const COMPLETED = "item/autoApprovalReview/completed";
const QUESTION = "item/commandExecution/requestApproval";

const verdict = (outcome: "allow" | "deny") =>
  sse.say(JSON.stringify({ risk_level: "low", user_authorization: "high", outcome, rationale: "because" }));
const touch = sse.shell(["touch", "made"], { with_escalated_permissions: true, justification: "please" });

const start = (script: readonly ScriptedReply[], config = CONFIG) => startServer({ script, config });
const wasMade = (server: TestServer) => existsSync(path.join(server.cwd, "made"));

const ItemSchema = z.object({ item: z.object({ type: z.literal("commandExecution"), status: z.string() }) });

/** Runs a turn in a new thread; returns its id, and the notifications about approvals and the command, in order. */
async function runTurn(client: TestClient) {
  const { thread, approvalsReviewer } = await client.call("thread/start", { approvalsReviewer: "auto_review" });
  expect(approvalsReviewer).toBe("auto_review");
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  const events = client.notifications.flatMap(({ method, params }) => {
    if (method === STARTED || method === COMPLETED || method === "guardianWarning") return [[method, params]];
    const { item } = ItemSchema.safeParse(params).data ?? {};
    return item === undefined ? [] : [[method, item.status]];
  });
  return { threadId: thread.id, events };
}

test.each([
  ["allow", "approved", "completed", true],
  ["deny", "denied", "declined", false],
] as const)("a verdict is reported between the command's start and its end: %s", async (outcome, status, end, made) => {
  await using server = await start([touch, verdict(outcome), sse.say("done")]);
  const client = await server.connect();
  const { threadId, events } = await runTurn(client);
  const review = {
    threadId,
    targetItemId: "call-1",
    action: { type: "command", source: "shell", command: "touch made", cwd: server.cwd },
  };
  const given = { status, riskLevel: "low", userAuthorization: "high", rationale: "because" };
  expect(events).toMatchObject([
    ["item/started", "inProgress"],
    [STARTED, { ...review, review: { status: "inProgress", riskLevel: null } }],
    ["guardianWarning", { threadId, message: expect.stringContaining("because") }],
    [COMPLETED, { ...review, review: given, decisionSource: "agent" }],
    ["item/completed", end],
  ]);
  expect(wasMade(server)).toBe(made);
});

test("a review without a verdict ends as aborted, and the client is asked", async () => {
  await using server = await start([touch, sse.say("yes, please"), sse.say("done")]);
  const client = await server.connect();
  client.answer(QUESTION, () => ({ decision: "accept" }));
  const { events } = await runTurn(client);
  expect(events).toMatchObject([
    ["item/started", "inProgress"],
    [STARTED, {}],
    ["guardianWarning", {}],
    [COMPLETED, { review: { status: "aborted" } }],
    ["item/completed", "completed"],
  ]);
  expect(wasMade(server)).toBe(true);
});

test("an interrupt ends the review and the item that waited for it", async () => {
  await using server = await start([touch, sse.hang()]);
  const client = await server.connect();
  const { thread } = await client.call("thread/start", { approvalsReviewer: "auto_review" });
  const threadId = thread.id;
  const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text: "go" }] });
  await client.hear(STARTED);
  await server.model.waitForRequests(2);
  await client.call("turn/interrupt", { threadId, turnId: turn.id });
  expect(await client.hear(COMPLETED)).toMatchObject({ targetItemId: "call-1", review: { status: "aborted" } });
  const { item } = await client.hear("item/completed", ({ item }) => item.type === "commandExecution");
  expect([item.type === "commandExecution" && item.status, wasMade(server)]).toEqual(["declined", false]);
});

const PATCH = "*** Begin Patch\n*** Add File: made\n+x\n*** End Patch\n";
const START = { cmd: "cat", login: false, sandbox_permissions: "require_escalated", yield_time_ms: 0 };

test.each<readonly [string, string, readonly ModelReply[], object]>([
  [
    "a patch",
    "",
    [sse.call("shell", { command: ["apply_patch", PATCH] }), verdict("deny")],
    { targetItemId: "call-1", action: { type: "applyPatch", files: [expect.stringMatching(/\/made$/)] } },
  ],
  [
    "permissions",
    "features.request_permissions_tool = true",
    [sse.call("request_permissions", { permissions: { network: { enabled: true } } }), verdict("deny")],
    { targetItemId: "call-1", action: { type: "requestPermissions", permissions: { network: { enabled: true } } } },
  ],
  [
    "input for a terminal",
    "experimental_use_exec_command_tool = true",
    [
      sse.call("exec_command", START, "c1"),
      verdict("allow"),
      sse.call("write_stdin", { session_id: 0, chars: "hi\n", yield_time_ms: 0 }, "c2"),
      verdict("deny"),
    ],
    { targetItemId: "c1", action: { type: "writeStdin", approvalId: "c2", processId: "0", stdin: "hi\n" } },
  ],
])("a review of %s names it as its action", async (_name, config, script, review) => {
  await using server = await start([...script, sse.say("done")], `${CONFIG}\n${config}`);
  const client = await server.connect();
  const { events } = await runTurn(client);
  expect(events.findLast(([method]) => method === STARTED)).toMatchObject([STARTED, review]);
});

test("settings change the reviewer, and a reloaded thread keeps it", async () => {
  await using server = await start([sse.say("done")]);
  const client = await server.connect({ experimentalApi: true });
  const { thread, approvalsReviewer } = await client.call("thread/start", {});
  expect(approvalsReviewer).toBe("user");
  const threadId = thread.id;
  await client.call("thread/settings/update", { threadId, approvalsReviewer: "guardian_subagent" });
  const { threadSettings } = await client.hear("thread/settings/updated");
  expect(threadSettings.approvalsReviewer).toBe("auto_review");
  await client.call("turn/start", { threadId, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  await client.call("thread/unsubscribe", { threadId });
  const forked = await client.call("thread/fork", { threadId });
  expect(forked.approvalsReviewer).toBe("auto_review");
});

test("a client permits a denied action: the model and the reviewer learn of it, and the action is reviewed again", async () => {
  await using server = await start([
    touch,
    verdict("deny"),
    sse.say("denied"),
    touch,
    verdict("allow"),
    sse.say("done"),
  ]);
  const client = await server.connect({ experimentalApi: true });
  const { threadId } = await runTurn(client);
  const { reviewId } = await client.hear(COMPLETED);
  const permit = "thread/approveGuardianDeniedAction";
  expect(await client.failure(permit, { threadId, event: { reviewId: "another" } })).toMatchObject({ code: -32600 });
  expect(await client.failure(permit, { threadId, event: {} })).toMatchObject({ code: -32600 });
  await client.call(permit, { threadId, event: { reviewId } });
  expect(await client.failure(permit, { threadId, event: { reviewId } })).toMatchObject({ code: -32600 });
  await client.call("turn/start", { threadId, input: [{ type: "text", text: "again" }] });
  await client.hear("turn/completed", ({ turn }) => turn.id !== reviewId.split("/")[0]);
  const [, , , toModel, toReviewer] = server.model.requests.map(({ body }) => JSON.stringify(body));
  expect(toModel).toContain("The user now permits this action");
  expect(toReviewer).toContain(String.raw`{\"permits\":{\"does\":\"run a command\",\"command\":[\"touch\",\"made\"]`);
  expect(wasMade(server)).toBe(true);
});
