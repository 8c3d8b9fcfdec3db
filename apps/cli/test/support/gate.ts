import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between a program and a server on this machine that fails at a certain word. */
export interface Gate extends AsyncDisposable {
  /** The port through which the server is reached. */
  readonly port: number;
  /** Settles when the word was sent: from then on nothing arrives in either direction. */
  readonly closed: Promise<void>;
}

export interface GateOptions {
  /** Sent to the server, or by it. */
  readonly word: RegExp;
  readonly by: "program" | "server";
  /** Whether the message with the word still arrives. */
  readonly isHeard: boolean;
}

/** Words may arrive in two pieces. */
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
