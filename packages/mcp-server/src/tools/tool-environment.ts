import type { ServerEngine } from "../engine.js";

/** What tools need besides the call. */
export interface ToolEnvironment {
  readonly engine: ServerEngine;
  /** The calling client; its conversations end with it. */
  readonly owner: object;
  /** How long a client may take to answer a question of `codex` or `codex-reply`, in milliseconds. */
  readonly approvalTimeoutMs: number;
  /** Sends the engine's own events besides what MCP defines. */
  readonly sendsEvents: boolean;
}
