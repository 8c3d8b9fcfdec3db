import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { errorMessage } from "@codex/core";
import { type WebSocket, WebSocketServer } from "ws";
import type { AppServer } from "../app-server.js";
import type { ClientProof } from "./client-proof.js";
import { guardUpgrade } from "./guard-upgrade.js";
import { isLoopback, type ListenAddress } from "./listen-address.js";
import { listenOnSocketFile } from "./socket-file.js";
import { webSocketTransport } from "./web-socket-transport.js";

export type { ClientProof } from "./client-proof.js";

export interface ListenOptions {
  readonly address: ListenAddress;
  /** Default: no authentication. */
  readonly proof?: ClientProof | undefined;
}

/** A listening server. Disposing closes the connections, and settles when no client is served any more. */
export interface Listener extends AsyncDisposable {
  /** `ws://127.0.0.1:41234`, or `unix:///path`. */
  readonly url: string;
}

/** The longest accepted message, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/**
 * Serves WebSocket clients the same way as a client on standard streams, with one message per text frame. `/readyz` and `/healthz` answer
 * plain HTTP requests.
 * @throws Error when it cannot listen on the address, or when the address would admit other machines without authentication.
 */
export async function listen(app: AppServer, { address, proof }: ListenOptions): Promise<Listener> {
  if (address.type === "tcp" && !isLoopback(address.host) && proof === undefined) {
    throw new Error(`${address.host} can be reached from other machines: it needs a token`);
  }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const served = new Set<Promise<unknown>>();
  let isClosing = false;
  const onProblem = (message: string) => app.options.onProblem?.(message);
  const serve = (client: WebSocket) => {
    const done = serveSocket(app, client)
      .catch((error: unknown) => onProblem(`a client was not served to its end: ${errorMessage(error)}`))
      .finally(() => served.delete(done));
    served.add(done);
  };
  const server = createServer(answerProbe);
  server.on("upgrade", async (request, socket, head) => {
    socket.on("error", () => {});
    const refusal = await guardUpgrade(request, { address, proof });
    if (refusal !== undefined) return refuse(socket, refusal.status, refusal.message);
    // The server may have been closed during authentication.
    if (isClosing) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, serve);
  });
  const socketFile = await listenAt(server, address);
  server.on("error", (error) => onProblem(`a connection could not be taken: ${error.message}`));
  const stop = async () => {
    await using _server = { [Symbol.asyncDispose]: () => close(server) };
    await socketFile?.[Symbol.asyncDispose]();
  };
  return {
    url: urlOf(server, address),
    async [Symbol.asyncDispose]() {
      isClosing = true;
      for (const client of sockets.clients) client.close(1001);
      const stopped = stop();
      await Promise.allSettled(served);
      await stopped;
    },
  };
}

/** Answers a request that does not ask for a WebSocket. Pages of other origins get nothing. */
function answerProbe({ url, headers }: IncomingMessage, response: ServerResponse): void {
  // Some paths do not parse as a URL, such as `//`.
  const path = URL.parse(url ?? "/", "http://localhost")?.pathname;
  const isProbe = path === "/readyz" || path === "/healthz";
  const status = headers.origin !== undefined ? 403 : isProbe ? 200 : 400;
  response
    .writeHead(status, { "content-type": "text/plain" })
    .end(status === 400 ? "This is a WebSocket server\n" : "");
}

async function serveSocket(app: AppServer, client: WebSocket): Promise<void> {
  try {
    await app.serve(webSocketTransport(client));
  } finally {
    client.terminate();
  }
}

/** Starts listening; returns what must be disposed with the server. Closes a server that cannot listen. */
async function listenAt(server: Server, address: ListenAddress): Promise<AsyncDisposable | undefined> {
  try {
    if (address.type === "unix") return await listenOnSocketFile(server, address.path);
    await listenOnPort(server, address);
    return undefined;
  } catch (error) {
    await close(server);
    throw error;
  }
}

function listenOnPort(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function urlOf(server: Server, address: ListenAddress): string {
  if (address.type === "unix") return `unix://${address.path}`;
  const { port } = server.address() as AddressInfo;
  return `ws://${address.host.includes(":") ? `[${address.host}]` : address.host}:${port}`;
}

function refuse(socket: Duplex, status: number, message: string): void {
  const reason = STATUS_CODES[status] ?? "";
  const challenge = status === 401 ? "www-authenticate: Bearer\r\n" : "";
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: text/plain\r\n${challenge}content-length: ${Buffer.byteLength(message)}\r\nconnection: close\r\n\r\n${message}`,
  );
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
