import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { Connection, messagePortTransport } from "../src/index.js";

test("both ends of a message channel send requests, and closing one ends the other", async () => {
  const { port1, port2 } = new MessageChannel();
  const findHandler = (method: string) => (params: unknown) => ({ method, params });
  const client = new Connection({ transport: messagePortTransport(port1), findHandler });
  const server = new Connection({ transport: messagePortTransport(port2), findHandler });
  expect(await client.request("there", [1])).toEqual({ method: "there", params: [1] });
  expect(await server.request("back")).toEqual({ method: "back" });
  await client.close();
  expect(await server.closed).toEqual({ type: "peer-ended" });
});
