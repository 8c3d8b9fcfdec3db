import type { CreateServerHost } from "@codex/thread-host";
import { type CodexServerOptions, codexServer } from "./codex-server.js";
import { createServerEngine } from "./engine.js";
import type { HttpServer } from "./http/serve-http.js";

export interface McpHttpServerOptions extends CodexServerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Makes the engine, which all clients share; called with the first request that needs it. */
  readonly createHost: CreateServerHost;
  /** Something went wrong that no client hears of. */
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
