import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const EXPERIMENTAL = { experimentalApi: true };

async function talk(client: TestClient, text: string): Promise<string> {
  const { thread } = await client.call("thread/start", {});
  const { turn } = await client.call("turn/start", {
    threadId: thread.id,
    input: [{ type: "text", text, text_elements: [] }],
  });
  await client.hear("turn/completed", (params) => params.turn.id === turn.id);
  return thread.id;
}

test("threads are found by their text, page by page, also after a restart", async () => {
  const script = ["a Needle here", "nothing", "fine", "no"].map((text) => sse.say(text));
  await using server = await startServer({ script });
  const client = await server.connect(EXPERIMENTAL);
  const first = await talk(client, "one");
  await talk(client, "two");
  const third = await talk(client, `${"x".repeat(200)} needle ${"y".repeat(200)}`);
  await talk(client, "four");
  const search = (of: TestClient, more = {}) => of.call("thread/search", { searchTerm: " needle ", ...more });
  const { data, nextCursor } = await search(client);
  expect([data.map(({ thread }) => thread.id), nextCursor]).toEqual([[third, first], null]);
  expect(data[0]?.snippet).toMatch(/^\.\.\. x{48} needle y{95} \.\.\.$/);
  expect(data[1]?.snippet).toBe("a Needle here");
  const page = await search(client, { limit: 1 });
  expect(page).toMatchObject({ data: [{ thread: { id: third } }], nextCursor: expect.any(String) });
  await using again = await server.restart();
  await using later = await again.connect(EXPERIMENTAL);
  const rest = await search(later, { limit: 1, cursor: page.nextCursor });
  expect(rest.data).toMatchObject([{ thread: { id: first, status: { type: "notLoaded" } } }]);
  expect((await later.failure("thread/search", { searchTerm: " " })).code).toBe(-32600);
  expect((await later.failure("thread/search", { searchTerm: "x", cursor: "none" })).code).toBe(-32600);
});

test("a streamed search sends results before it ends, and can be cancelled", async () => {
  await using server = await startServer({ script: [sse.say("needle")] });
  await using client = await server.connect(EXPERIMENTAL);
  const id = await talk(client, "one");
  const whole = await client.call("thread/search/stream", { searchTerm: "needle" });
  const partial = await client.hear("thread/search/partial");
  expect([partial.data, whole.data].map(([found]) => found?.thread.id)).toEqual([id, id]);
  const given = client.connection.request(
    "thread/search",
    { searchTerm: "needle" },
    {
      onSent: (requestId) => void client.call("thread/search/cancel", { requestId }),
    },
  );
  await expect(given).rejects.toMatchObject({ code: -32600 });
  expect(await client.call("thread/search/stream/cancel", { requestId: 99 })).toEqual({});
});

test("each occurrence of a term in a thread, in UTF-16 units, with its turn", async () => {
  await using server = await startServer({ script: [sse.say("😀😀 xneedley 😀")] });
  await using client = await server.connect(EXPERIMENTAL);
  const threadId = await talk(client, "Needle, needle");
  const { data } = await client.call("thread/searchOccurrences", { threadId, searchTerm: "needle" });
  const found = data.map(({ snippet, snippetMatchRange: { start, end } }) => snippet.slice(start, end));
  expect(found).toEqual(["Needle", "needle", "needle"]);
  expect(data[2]).toMatchObject({
    itemId: "msg",
    snippet: "😀😀 xneedley 😀",
    snippetMatchRange: { start: 6, end: 12 },
  });
  const turns = await client.call("thread/turns/list", { threadId, cursor: data[0]?.turnCursor });
  expect(turns.data[0]?.id).toBe(data[0]?.turnId);
  const one = await client.call("thread/searchOccurrences", { threadId, searchTerm: "needle", limit: 1 });
  const two = await client.call("thread/searchOccurrences", { threadId, searchTerm: "needle", cursor: one.nextCursor });
  expect([one.data.length, two.data.length]).toEqual([1, 2]);
  const nobody = { threadId: "67e55044-10b1-426f-9247-bb680e5fe0c8", searchTerm: "x" };
  expect((await client.failure("thread/searchOccurrences", nobody)).code).toBe(-32600);
});
