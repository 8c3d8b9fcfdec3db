import type { Transport } from "@codex/jsonrpc";
import type { CreateServerHost } from "@codex/thread-host";
import { type CodexServerOptions, codexServer } from "./codex-server.js";
import { createServerEngine } from "./engine.js";
import { serveMcp } from "./mcp/serve-mcp.js";

export interface McpServerOptions extends CodexServerOptions {
  readonly transport: Transport;
  /** Makes the engine; called with the first request that needs it. */
  readonly createHost: CreateServerHost;
  /** Something went wrong that no client hears of. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/**
 * Serves one client over one transport, MCP and the Codex requests alike. Settles when the client has hung up and
 * everything that the server started is gone.
 * @throws ConnectionError `peer-stalled` when the client was given up, since it reads nothing.
 */
export async function runMcpServer(options: McpServerOptions): Promise<void> {
  await using engine = createServerEngine(options.createHost);
  await serveMcp(codexServer(engine, options), options);
}
