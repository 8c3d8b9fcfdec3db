import { CodexError } from "@codex/core";
import type { AppServer } from "./app-server.js";
import { currentConfig } from "./current-config.js";
import { internalError } from "./rpc-errors.js";
import type { ServedThread } from "./threads/served-thread.js";

/**
 * Gives every loaded thread and its subagents the MCP servers of its current configuration. Settles when those servers begin to start.
 * Throws -32603 if a configuration cannot be read: its threads keep their servers.
 */
export async function reloadMcpServers(server: AppServer): Promise<void> {
  server.mcpServers.noteReload();
  const { loadConfig } = await server.host();
  const threads = server.threads.all.map((served) => reloadServersOf(server, served));
  const reloads = await Promise.allSettled([loadConfig({}, []), ...threads]);
  for (const { reason } of reloads.filter((one) => one.status === "rejected")) {
    if (reason instanceof CodexError && reason.code === "conversation-ended") continue;
    throw reason instanceof CodexError ? internalError(`the MCP servers stay: ${reason.message}`, reason) : reason;
  }
}

/** The same for one thread. */
export async function reloadServersOf(server: AppServer, served: ServedThread): Promise<void> {
  const { thread } = served;
  if (thread.changeServers === undefined) return;
  const { reloads } = server.mcpServers;
  const config = await currentConfig(server, served);
  // A later reload may have read a newer configuration.
  if (config !== undefined && server.mcpServers.reloads === reloads) await thread.changeServers(config);
}
