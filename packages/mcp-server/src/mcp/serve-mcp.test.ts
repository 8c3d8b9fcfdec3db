import { PassThrough } from "node:stream";
import { streamTransport } from "@codex/jsonrpc";
import { expect, test } from "vitest";
import { serveMcp } from "./serve-mcp.js";

test("a client that reads nothing is disconnected with an error, and its services are disposed", async () => {
  const [readable, writable] = [new PassThrough(), new PassThrough({ highWaterMark: 1 })];
  let isDisposed = false;
  const served = serveMcp(
    {
      serverInfo: { name: "test", version: "0" },
      capabilities: {},
      createServices: async (client) => ({
        findHandler: () => () => {
          const text = "x".repeat(1_000_000);
          for (let count = 0; count < 100; count++) void client.connection.notify("news", { text });
          return {};
        },
        async [Symbol.asyncDispose]() {
          isDisposed = true;
        },
      }),
    },
    { transport: streamTransport({ readable, writable }) },
  );
  readable.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "flood" })}\n`);
  await expect(served).rejects.toMatchObject({
    code: "peer-stalled",
    message: expect.stringMatching(/left \d+ characters unread/),
  });
  expect(isDisposed).toBe(true);
});
