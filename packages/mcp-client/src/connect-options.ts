import type { FetchLike } from "@modelcontextprotocol/client";
import type { McpClientError } from "./error.js";
import type { McpCredentialStore } from "./oauth/credentials.js";
import type { AnswerElicitation } from "./server-connection.js";

export interface ConnectOptions {
  /** Where servers find the few variables that they inherit and where tokens are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The folder that servers run in. */
  readonly cwd: string;
  /** Told to servers. */
  readonly clientVersion: string;
  /** Asks the user on behalf of a server; without it servers are told that there is nobody to ask. */
  readonly answerElicitation?: AnswerElicitation | undefined;
  /** How requests reach servers at a URL. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** Logins at servers that want one; without it none is sent. */
  readonly credentials?: McpCredentialStore | undefined;
  /** Told of every server when it is being started, and what came of it; and of one that a change leaves as it is. */
  readonly onStartup?: ((startup: McpServerStartup) => void) | undefined;
  /** Gives up on servers that have not started yet. */
  readonly signal: AbortSignal;
}

export interface McpServerStartup {
  readonly server: string;
  readonly status: "starting" | "ready" | "failed" | "cancelled";
  /** For a person. */
  readonly error?: string | undefined;
}

/** Why a server is not there. */
export interface McpServerFailure {
  readonly server: string;
  readonly error: McpClientError;
}
