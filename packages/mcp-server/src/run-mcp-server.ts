import type { Transport } from "@codex/jsonrpc";
import type { CreateServerHost } from "@codex/thread-host";
import { type CodexServerOptions, codexServer } from "./codex-server.js";
import { createServerEngine } from "./engine.js";
import { serveMcp } from "./mcp/serve-mcp.js";

export interface McpServerOptions extends CodexServerOptions {
  readonly transport: Transport;
  /** Creates the engine; called by the first request that needs it. */
  readonly createHost: CreateServerHost;
  /** Called for problems that are not reported to any client. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/**
 * Serves one client over one transport, with MCP and the Codex requests. Settles when the client has disconnected and everything that the
 * server started has ended.
 * @throws ConnectionError `peer-stalled` if the client was disconnected because it stopped reading.
 */
export async function runMcpServer(options: McpServerOptions): Promise<void> {
  await using engine = createServerEngine(options.createHost);
  await serveMcp(codexServer(engine, options), options);
}
