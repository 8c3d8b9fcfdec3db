import { fault, responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const failed = (code: string) =>
  sse.events(responsesEvent.created(), {
    type: "response.failed",
    response: { id: "resp", error: { code, message: "not now" } },
  });

test.for([
  ["rate_limit_exceeded", "rateLimitExceeded"],
  ["server_is_overloaded", "serverOverloaded"],
  ["slow_down", "rateLimitExceeded"],
  ["cyber_policy", "cyberPolicy"],
  ["bio_policy", "bioPolicy"],
  ["misalignment_policy_violation", "misalignmentPolicyViolation"],
  ["inference_hook_denied", "inferenceHookDenied"],
  ["flex_unavailable", "flexUnavailable"],
  ["policy_capacity_unavailable", "policyCapacityUnavailable"],
  ["model_not_found", "modelNotFound"],
  ["invalid_prompt", "other"],
  ["insufficient_quota", "usageLimitExceeded"],
  ["context_length_exceeded", "contextWindowExceeded"],
  ["of_tomorrow", "other"],
] as const)("a model server's error %s is reported as %s", async ([code, codexErrorInfo]) => {
  await using server = await startServer({ script: [failed(code)] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  expect(await client.hear("error")).toMatchObject({ error: { codexErrorInfo }, willRetry: false });
});

test("a retried request is reported with its failure status", async () => {
  await using server = await startServer({
    script: [fault.status(503), sse.say("done")],
    cliOverrides: [["model_providers.test.stream_max_retries", 1]],
  });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  const codexErrorInfo = { responseStreamDisconnected: { httpStatusCode: 503 } };
  expect(await client.hear("error")).toMatchObject({ error: { codexErrorInfo }, willRetry: true });
  expect(await client.hear("turn/completed")).toMatchObject({ turn: { status: "completed" } });
});

/** The notifications of the last turn, with the thread's status. */
function lastTurn({ notifications }: TestClient): string[] {
  const begin = notifications.findLastIndex(({ params }) => statusOf(params) === "active");
  return notifications.slice(begin).map(({ method, params }) => [method, statusOf(params) ?? []].flat().join(" "));
}

function statusOf(params: unknown): string | undefined {
  return (params as { status?: { type?: string } } | undefined)?.status?.type;
}

test("a failed turn is reported as a failed thread, an error, something to read, and the end of the turn", async () => {
  await using server = await startServer({ script: [fault.status(400), sse.say("one"), fault.status(400)] });
  const client = await server.connect({ experimentalApi: true });
  const threadId = (await client.call("thread/start", {})).thread.id;
  const say = async () => {
    const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text: "go" }] });
    await client.hear("turn/completed", (told) => told.turn.id === turn.id);
  };
  const failure = ["thread/status/changed systemError", "error", "thread/readState/changed", "turn/completed"];
  await say();
  expect(lastTurn(client).slice(-4)).toEqual(failure);
  await say();
  await client.call("thread/compact/start", { threadId });
  const ends = () => client.notifications.filter(({ method }) => method === "turn/completed").length;
  await client.hear("turn/completed", () => ends() === 3);
  expect(lastTurn(client).slice(-4)).toEqual(failure);
});
