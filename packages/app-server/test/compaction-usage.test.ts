import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

test("after a compaction clients hear how much context is left in use, also when they join later", async () => {
  const script = [sse.say("an answer"), sse.say("the summary"), sse.say("another answer")];
  await using server = await startServer({ script });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  const usages = () =>
    client.notifications.flatMap(({ method, params }) =>
      method === "thread/tokenUsage/updated" ? [(params as { tokenUsage: Usage }).tokenUsage] : [],
    );
  const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text: "word ".repeat(400) }] });
  await client.hear("turn/completed", (params) => params.turn.id === turn.id);
  const [first] = usages();
  await client.call("thread/compact/start", { threadId });
  await client.hear("turn/completed", (params) => params.turn.id !== turn.id);
  const [, request, left] = usages();
  expect(request?.last).toEqual(first?.last);
  expect(left).toMatchObject({ last: { inputTokens: 0, outputTokens: 0 }, total: request?.total });
  // The user's words stay, a quarter of a token a letter.
  expect(left?.last.totalTokens).toBeGreaterThan(400);
  expect(left?.last.totalTokens).toBeLessThan(1500);
  const other = await server.connect();
  await other.call("thread/resume", { threadId });
  expect((await other.hear("thread/tokenUsage/updated")).tokenUsage).toEqual(left);
  await client.call("turn/start", { threadId, input: [{ type: "text", text: "go on" }] });
  await client.hear("item/completed", ({ item }) => item.type === "agentMessage" && item.text === "another answer");
});

interface Usage {
  readonly last: { readonly totalTokens: number };
  readonly total: object;
}
