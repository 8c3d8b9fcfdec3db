import type { FetchLike } from "@modelcontextprotocol/client";
import type { StreamableHttpServerConfig } from "../server-config.js";
import { credentialKey } from "./credential-key.js";
import type { McpCredentialStore } from "./credentials.js";

/** How Codex authenticates at a server. The names are those of codex 0.171.0. */
export type McpAuthStatus = "unsupported" | "not_logged_in" | "bearer_token" | "oauth" | "unknown";

/** Whether there is a login at a server, or could be one, which only the server can say. */
export async function mcpAuthStatus(
  name: string,
  config: StreamableHttpServerConfig,
  {
    store,
    signal,
    fetch,
  }: {
    readonly store: McpCredentialStore;
    readonly signal: AbortSignal;
    /** Sends requests to the server. Default: the global `fetch`. */
    readonly fetch?: FetchLike | undefined;
  },
): Promise<McpAuthStatus> {
  if (config.bearerTokenEnvVar !== undefined || sendsAuthorization(config)) return "bearer_token";
  if ((await store.read(credentialKey({ name, url: config.url }))) !== undefined) return "oauth";
  const { requiredIssuer } = await import("./discover-issuer.js");
  try {
    return (await requiredIssuer(config.url, signal, fetch)) === undefined ? "unsupported" : "not_logged_in";
  } catch {
    signal.throwIfAborted();
    return "unknown";
  }
}

function sendsAuthorization({ headers, envHeaders }: StreamableHttpServerConfig): boolean {
  return [...Object.keys(headers), ...Object.keys(envHeaders)].some((name) => name.toLowerCase() === "authorization");
}
