import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const failed = (code: string) =>
  sse.events(responsesEvent.created(), {
    type: "response.failed",
    response: { id: "resp", error: { code, message: "not now" } },
  });

test.for([
  ["rate_limit_exceeded", "rateLimitExceeded"],
  ["server_is_overloaded", "serverOverloaded"],
  ["slow_down", "serverOverloaded"],
  ["insufficient_quota", "usageLimitExceeded"],
  ["context_length_exceeded", "contextWindowExceeded"],
  ["of_tomorrow", "other"],
] as const)("a model's server that says %s is told of as %s", async ([code, codexErrorInfo]) => {
  await using server = await startServer({ script: [failed(code)] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  expect(await client.hear("error")).toMatchObject({ error: { codexErrorInfo }, willRetry: false });
});
