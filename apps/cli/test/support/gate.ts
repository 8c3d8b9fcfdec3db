import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between a program and a server on this machine which goes at a certain word. */
export interface Gate extends AsyncDisposable {
  /** Where the server is reached through it. */
  readonly port: number;
  /** Settles when the word was said: from then on nothing arrives, in neither direction. */
  readonly closed: Promise<void>;
}

export interface GateOptions {
  /** Said to the server, or by it. */
  readonly word: RegExp;
  readonly by: "program" | "server";
  /** Whether what says the word still arrives. */
  readonly isHeard: boolean;
}

/** Words may come in two pieces. */
const REMEMBERED = 4_000;

export async function startGate(serverPort: number, { word, by, isHeard }: GateOptions): Promise<Gate> {
  const closed = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  let isClosed = false;
  const carry = (from: Socket, to: Socket, isWatched: boolean) => {
    let said = "";
    from.on("data", (chunk: Buffer) => {
      if (isClosed) return;
      said = (said + chunk.toString("latin1")).slice(-REMEMBERED - chunk.length);
      isClosed = isWatched && word.test(said);
      if (!isClosed || isHeard) to.write(chunk);
      if (isClosed) closed.resolve();
    });
    from.on("error", () => {});
    from.once("close", () => to.destroy());
  };
  const listener = createServer((program) => {
    const server = connect(serverPort, "127.0.0.1");
    for (const socket of [program, server]) sockets.add(socket);
    carry(program, server, by === "program");
    carry(server, program, by === "server");
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    closed: closed.promise,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
