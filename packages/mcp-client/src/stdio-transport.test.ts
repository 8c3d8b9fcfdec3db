import { expect, test } from "vitest";
import { StdioTransport } from "./stdio-transport.js";

/** Sends 100 requests, more than a pipe holds, and reads the answers only once it has sent them or has waited a while. */
const HASTY = `
const padding = "x".repeat(60_000);
for (let id = 0; id < 100; id++) console.log(JSON.stringify({ jsonrpc: "2.0", id, method: "ping", params: { padding } }));
setTimeout(() => process.stdin.resume(), 300);
`;

test("a server that asks without reading the answers cannot fill the memory with them", async () => {
  const server = { command: process.execPath, args: ["-e", HASTY], env: {}, cwd: process.cwd() };
  const transport = new StdioTransport(server);
  const [heard, all] = [new Set<unknown>(), Promise.withResolvers<void>()];
  let [waiting, most] = [0, 0];
  transport.onmessage = (message) => {
    if (!("id" in message) || message.id === undefined) return;
    heard.add(message.id);
    most = Math.max(most, ++waiting);
    const answer = { jsonrpc: "2.0", id: message.id, result: { padding: "y".repeat(500_000) } } as const;
    void transport.send(answer).then(() => {
      waiting--;
      if (heard.size === 100) all.resolve();
    });
  };
  await transport.start();
  await all.promise;
  await transport.close();
  expect(most).toBeLessThan(10);
});
