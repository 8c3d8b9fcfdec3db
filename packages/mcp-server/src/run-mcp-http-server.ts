import type { CreateServerHost } from "@codex/thread-host";
import { type CodexServerOptions, codexServer } from "./codex-server.js";
import { createServerEngine } from "./engine.js";
import type { HttpServer } from "./http/serve-http.js";

export interface McpHttpServerOptions extends CodexServerOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Creates the engine that all clients share; called by the first request that needs it. */
  readonly createHost: CreateServerHost;
  /** Called for problems that are not reported to any client. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** Serves many clients over streamable HTTP on 127.0.0.1. Disposing ends everything that they started. */
export async function startMcpHttpServer(options: McpHttpServerOptions): Promise<HttpServer> {
  const { serveHttp } = await import("./http/serve-http.js");
  const engine = createServerEngine(options.createHost);
  const { port, onProblem } = options;
  const server = await serveHttp({ port, onProblem, definition: codexServer(engine, options) });
  return {
    url: server.url,
    token: server.token,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}
