import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { errorMessage } from "@codex/core";
import { ENDPOINT, HttpHandler, type HttpHandlerOptions } from "./http-handler.js";

export interface ServeHttpOptions extends Omit<HttpHandlerOptions, "token"> {
  /** 0 for any free port. */
  readonly port: number;
}

/** A listening server. Disposing ends its sessions and stops listening. */
export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  /** A random secret of this server, required from every client. */
  readonly token: string;
}

const LOOPBACK = "127.0.0.1";

/** Listens on this machine only. Rejects if the port is in use. */
export async function serveHttp({ port, ...options }: ServeHttpOptions): Promise<HttpServer> {
  const token = randomBytes(32).toString("base64url");
  const handler = new HttpHandler({ ...options, token });
  const server = createServer((request, response) => {
    response.on("error", () => {});
    handler.handle(request, response).catch((error: unknown) => {
      options.onProblem?.(`a request failed: ${errorMessage(error)}`);
      response.destroy();
    });
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
  server.on("error", (error) => options.onProblem?.(`a connection could not be taken: ${error.message}`));
  return {
    url: `http://${LOOPBACK}:${bound}${ENDPOINT}`,
    token,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await handler[Symbol.asyncDispose]();
      server.closeAllConnections();
      await closed;
    },
  };
}
