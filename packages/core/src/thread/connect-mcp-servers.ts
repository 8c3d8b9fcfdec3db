import type { AnswerElicitation, McpConnectionManager, McpServerFailure, McpServerStartup } from "@codex/mcp-client";
import type { Config } from "../config/config.js";

export interface ConnectMcpOptions {
  readonly platform: NodeJS.Platform;
  /** Our version, told to the servers. */
  readonly version: string;
  /** Asks the user on behalf of a server; without it servers are told that there is nobody to ask. */
  readonly answerElicitation?: AnswerElicitation | undefined;
  readonly onStartup?: ((startup: McpServerStartup) => void) | undefined;
  /** Gives up on servers that have not started yet. */
  readonly signal: AbortSignal;
}

export interface ConnectedMcp {
  readonly manager: McpConnectionManager;
  readonly failures: readonly McpServerFailure[];
}

/** Starts the MCP servers of a configuration, and shakes hands with them; undefined when there are none. */
export async function connectMcpServers(config: Config, options: ConnectMcpOptions): Promise<ConnectedMcp | undefined> {
  if (Object.keys(config.mcpServers).length === 0) return undefined;
  const [{ McpConnectionManager }, { credentialFile }, { streamingFetch }] = await Promise.all([
    import("@codex/mcp-client"),
    import("@codex/mcp-client/credentials"),
    import("../model/http/streaming-fetch.js"),
  ]);
  const { version, ...rest } = options;
  return McpConnectionManager.connect(config.mcpServers, {
    env: config.env,
    cwd: config.cwd,
    clientVersion: version,
    fetch: streamingFetch(config.env),
    credentials: credentialFile(config.codexHome),
    ...rest,
  });
}
