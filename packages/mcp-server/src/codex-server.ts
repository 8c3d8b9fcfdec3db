import type { LazyServerEngine } from "./engine.js";
import type { McpServerDefinition } from "./mcp/serve-mcp.js";

/** Options of the server's behaviour. */
export interface CodexServerOptions {
  /** Sent as `serverInfo.version`. */
  readonly version: string;
  /**
   * How long a client may take to answer a question of the `codex` and `codex-reply` tools, in milliseconds; no answer is a denial.
   * Default: 10 minutes.
   */
  readonly approvalTimeoutMs?: number | undefined;
  /**
   * Sends the engine's own events as `codex/event` notifications to callers of the tools. Otherwise, only what MCP defines is sent.
   * Default: true.
   */
  readonly sendsEvents?: boolean | undefined;
}

const APPROVAL_TIMEOUT_MS = 10 * 60 * 1000;

/** Codex as an MCP server; created once per client, over an engine that clients may share. */
export function codexServer(lazyEngine: LazyServerEngine, options: CodexServerOptions): McpServerDefinition {
  return {
    serverInfo: { name: "codex-mcp-server", title: "Codex", version: options.version },
    capabilities: { tools: { listChanged: true }, logging: {} },
    async createServices(client) {
      const [{ createServices }, engine] = await Promise.all([import("./services.js"), lazyEngine.get()]);
      const { approvalTimeoutMs = APPROVAL_TIMEOUT_MS, sendsEvents = true } = options;
      return createServices(client, { engine, approvalTimeoutMs, sendsEvents });
    },
  };
}
