/** The configuration of one MCP server. */
export type McpServerConfig = StdioServerConfig | StreamableHttpServerConfig;

interface ServerLimits {
  /** The time limit for the server to start, perform the handshake and list its tools, in milliseconds. Default: 10,000. */
  readonly startupTimeoutMs?: number | undefined;
  /** The time limit of a call whose caller sets none, in milliseconds. Default: 3,600,000. */
  readonly toolTimeoutMs?: number | undefined;
  /** The allowed tools, by the server's own names. Default: all that it lists. */
  readonly enabledTools?: readonly string[] | undefined;
  /** Disabled tools, even if they are enabled. */
  readonly disabledTools?: readonly string[] | undefined;
}

/** Whether a server started with one configuration can serve the other: they differ only in limits. */
export function startsAlike(one: McpServerConfig, other: McpServerConfig): boolean {
  return withoutLimits(one) === withoutLimits(other);
}

function withoutLimits(config: McpServerConfig): string {
  const none: Record<keyof ServerLimits, undefined> = {
    startupTimeoutMs: undefined,
    toolTimeoutMs: undefined,
    enabledTools: undefined,
    disabledTools: undefined,
  };
  return JSON.stringify({ ...config, ...none });
}

/** A program that speaks MCP on its standard input and output. */
export interface StdioServerConfig extends ServerLimits {
  readonly transport: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the few variables that a server inherits. */
  readonly env: Readonly<Record<string, string>>;
  /** More variables to inherit, by name. */
  readonly inheritedVariables?: readonly string[] | undefined;
  /** Default: the manager's folder. */
  readonly cwd?: string | undefined;
}

/** A server that speaks streamable HTTP. */
export interface StreamableHttpServerConfig extends ServerLimits {
  readonly transport: "streamable-http";
  readonly url: string;
  /** The environment variable with the bearer token. */
  readonly bearerTokenEnvVar?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Header names with the variables that hold their values; unset and empty ones are omitted. */
  readonly envHeaders: Readonly<Record<string, string>>;
  /** A command that prints more headers as a JSON object; it runs before each session with the server. */
  readonly headersHelper?: string | undefined;
  readonly login?: LoginSettings | undefined;
}

/** How to log in at a server; the server and its issuer supply whatever is missing. */
export interface LoginSettings {
  readonly scopes?: readonly string[] | undefined;
  /** The id of a client registered with the issuer. */
  readonly clientId?: string | undefined;
  /** Its secret. */
  readonly clientSecret?: string | undefined;
  /** The resource that tokens are requested for (RFC 8707). */
  readonly resource?: string | undefined;
  /** The address to which the issuer redirects the browser; it must lead to this machine. Default: an address of ours. */
  readonly callbackUrl?: string | undefined;
  /** Default: any free port. */
  readonly callbackPort?: number | undefined;
}
