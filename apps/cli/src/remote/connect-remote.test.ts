import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import type { Io } from "../io.js";
import { connectRemote } from "./connect-remote.js";

test("a server that never answers is no longer awaited once the user cancels", async () => {
  await using resources = new AsyncDisposableStack();
  const taken = Promise.withResolvers<Socket>();
  const server = createServer(taken.resolve).listen(0, "127.0.0.1");
  resources.defer(async () => void server.close());
  await once(server, "listening");
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const giveUp = new AbortController();
  const io = { signal: giveUp.signal, env: {}, cwd: "/" } as Io;
  const connecting = connectRemote({ url, token: { file: undefined, variable: undefined }, codexHome: "/" }, io);
  const socket = await taken.promise;
  resources.defer(async () => void socket.destroy());
  giveUp.abort();
  await expect(connecting).rejects.toThrow(`no app-server answers at ${url}`);
});

test.each([
  [401, "auth-required", "does not take our token (401)"],
  [403, "auth-required", "does not take our token (403)"],
  [404, undefined, "is not an app-server: status 404"],
])("a server that answers %i is distinguished from no server", async (status, code, message) => {
  await using resources = new AsyncDisposableStack();
  const server = createHttpServer((_, response) => response.writeHead(status).end()).listen(0, "127.0.0.1");
  resources.defer(async () => void server.close());
  await once(server, "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const io = { signal: new AbortController().signal, env: {}, cwd: "/" } as Io;
  const error = await connectRemote({ url, token: {}, codexHome: "/" }, io).catch((thrown: unknown) => thrown);
  expect(error).toHaveProperty("message", expect.stringContaining(message));
  expect(Reflect.get(Object(error), "code")).toBe(code);
});

test("says why the connection failed", async () => {
  const io = { signal: new AbortController().signal, env: {}, cwd: "/" } as Io;
  const connecting = connectRemote({ url: "ws://127.0.0.1:9", token: {}, codexHome: "/" }, io);
  await expect(connecting).rejects.toThrow("no app-server answers at ws://127.0.0.1:9 (connect ECONNREFUSED");
});
