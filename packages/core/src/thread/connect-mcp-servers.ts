import type { AnswerElicitation, McpServerStartup } from "@codex/mcp-client";
import type { Config } from "../config/config.js";
import { McpServers } from "../session/mcp-servers.js";

export interface ConnectMcpOptions {
  readonly platform: NodeJS.Platform;
  /** Our version, sent to the servers. */
  readonly version: string;
  /** Asks the user on behalf of a server. Without it, servers are told that the client cannot ask. */
  readonly answerElicitation?: AnswerElicitation | undefined;
  readonly onStartup?: ((startup: McpServerStartup) => void) | undefined;
  /** Aborts servers that have not started yet. */
  readonly signal: AbortSignal;
}

/** Starts the configured MCP servers, and waits until their connections are initialized: those of the named ones, or all. */
export async function connectMcpServers(
  config: Config,
  options: ConnectMcpOptions,
  awaited?: readonly string[],
): Promise<McpServers> {
  const servers = new McpServers(() => loadManager(config, options), config.cwd);
  await servers.change(config.mcpServers);
  await servers.settled(awaited);
  return servers;
}

async function loadManager(config: Config, { version, ...options }: ConnectMcpOptions) {
  const [{ McpConnectionManager }, { credentialFile }, { streamingFetch }] = await Promise.all([
    import("@codex/mcp-client"),
    import("@codex/mcp-client/credentials"),
    import("../model/http/streaming-fetch.js"),
  ]);
  const { manager } = await McpConnectionManager.connect(
    {},
    {
      env: config.env,
      cwd: config.cwd,
      clientVersion: version,
      fetch: streamingFetch(config.env),
      credentials: credentialFile(config.codexHome),
      ...options,
    },
  );
  return manager;
}
