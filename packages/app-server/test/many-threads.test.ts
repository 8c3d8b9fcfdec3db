import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const COUNT = 200;
const CLIENTS = 20;

test("200 threads of 20 clients at once in one process, each reported only to its own client", async () => {
  await using server = await startServer({ script: Array.from({ length: COUNT }, () => sse.say("hello")) });
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => server.connect()));
  const threads = await Promise.all(
    Array.from({ length: COUNT }, async (_, index) => {
      const client = clients[index % CLIENTS] ?? (await server.connect());
      const { thread } = await client.call("thread/start", {});
      await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: `question ${index}` }] });
      const { turn } = await client.hear("turn/completed", ({ threadId }) => threadId === thread.id);
      expect(turn).toMatchObject({ status: "completed", items: [{ text: "hello" }] });
      return { client, id: thread.id };
    }),
  );
  const { data } = await (await server.connect()).call("thread/loaded/list", {});
  expect(new Set(data)).toEqual(new Set(threads.map(({ id }) => id)));
  for (const client of clients) {
    const own = new Set(threads.filter((thread) => thread.client === client).map(({ id }) => id));
    const heard = client.notifications.flatMap(({ params }) => Object(params).threadId ?? []);
    expect(heard.filter((id) => !own.has(id))).toEqual([]);
  }
});
