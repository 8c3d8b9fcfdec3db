import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { listeningPort } from "./listening-port.js";

/** A server on loopback that takes connections and never says a word: to a TLS client it is one that never gets connected. */
export interface MuteServer extends AsyncDisposable {
  readonly port: number;
}

export async function startMuteServer(): Promise<MuteServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: listeningPort(server),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
