import type { FetchLike } from "@modelcontextprotocol/client";
import type { McpClientError } from "./error.js";
import type { McpCredentialStore } from "./oauth/credentials.js";
import type { AnswerElicitation } from "./server-connection.js";

export interface ConnectOptions {
  /** The source of the few variables that servers inherit, and of tokens. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The working folder of servers. */
  readonly cwd: string;
  /** Our name and version, as sent to servers. */
  readonly clientVersion: string;
  /** Asks the user on behalf of a server; without it, servers learn that nobody can be asked. */
  readonly answerElicitation?: AnswerElicitation | undefined;
  /** Sends requests to servers at a URL. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** Stored logins; without it, none is sent. */
  readonly credentials?: McpCredentialStore | undefined;
  /** Called when a server starts and when that succeeds or fails; also for a server that a change leaves as it is. */
  readonly onStartup?: ((startup: McpServerStartup) => void) | undefined;
  /** Cancels the start of servers that are not ready yet. */
  readonly signal: AbortSignal;
}

export interface McpServerStartup {
  readonly server: string;
  readonly status: "starting" | "ready" | "failed" | "cancelled";
  /** For people. */
  readonly error?: string | undefined;
}

/** Why a server is unavailable. */
export interface McpServerFailure {
  readonly server: string;
  readonly error: McpClientError;
}
