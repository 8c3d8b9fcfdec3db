import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between programs and a server on this machine. It can be cut without anybody being notified, like real networks. */
export interface CutLine extends AsyncDisposable {
  /** The port through which the server is reached. */
  readonly port: number;
  /** From now on nothing arrives in either direction, not even disconnects. */
  cut(): void;
  /** The same, but only for what goes to the server. */
  mute(): void;
  /** Everything arrives again, including what was sent meanwhile. */
  restore(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export async function startCutLine(serverPort: number): Promise<CutLine> {
  const pairs = new Set<Pair>();
  let restored: PromiseWithResolvers<void> | undefined;
  const part = ({ client, server }: Pair) => {
    client.unpipe(server);
    server.unpipe(client);
  };
  const join = ({ client, server }: Pair) => {
    client.pipe(server);
    server.pipe(client);
  };
  const listener = createServer((client) => {
    const pair = { client, server: connect(serverPort, "127.0.0.1") };
    pairs.add(pair);
    for (const [socket, other] of [
      [client, pair.server],
      [pair.server, client],
    ] as const) {
      socket.on("error", () => {});
      socket.once("close", async () => {
        await restored?.promise;
        other.destroy();
        pairs.delete(pair);
      });
    }
    if (restored === undefined) join(pair);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const restore = () => {
    if (restored === undefined) return;
    for (const pair of pairs) {
      part(pair);
      join(pair);
    }
    restored.resolve();
    restored = undefined;
  };
  return {
    port: (listener.address() as AddressInfo).port,
    cut() {
      restored ??= Promise.withResolvers();
      for (const pair of pairs) part(pair);
    },
    mute() {
      restored ??= Promise.withResolvers();
      for (const { client, server } of pairs) client.unpipe(server);
    },
    restore,
    async [Symbol.asyncDispose]() {
      restore();
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      listener.close();
      await once(listener, "close");
    },
  };
}
