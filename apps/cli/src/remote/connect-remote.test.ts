import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import type { Io } from "../io.js";
import { connectRemote } from "./connect-remote.js";

test("a server that never answers is not waited for when the user gives up", async () => {
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
