/** How to reach one MCP server. */
export type McpServerConfig = StdioServerConfig | StreamableHttpServerConfig;

interface ServerLimits {
  /** How long the server may take to start, shake hands and list its tools. Default: 10,000. */
  readonly startupTimeoutMs?: number | undefined;
  /** How long one call may take when its caller does not say. Default: 3,600,000. */
  readonly toolTimeoutMs?: number | undefined;
  /** The only tools that there are, by the server's own names. Default: all that it lists. */
  readonly enabledTools?: readonly string[] | undefined;
  /** Tools that there are not, even if they are enabled. */
  readonly disabledTools?: readonly string[] | undefined;
}

/** Whether a server that was started under one of them is what the other asks for: they differ in nothing but limits. */
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
  /** Set on top of the few variables that a server inherits. */
  readonly env: Readonly<Record<string, string>>;
  /** More variables that it inherits, by name. */
  readonly inheritedVariables?: readonly string[] | undefined;
  /** Default: the folder that the manager was given. */
  readonly cwd?: string | undefined;
}

/** A server that speaks streamable HTTP. */
export interface StreamableHttpServerConfig extends ServerLimits {
  readonly transport: "streamable-http";
  readonly url: string;
  /** The variable that holds the bearer token. */
  readonly bearerTokenEnvVar?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Header name to the variable that holds its value; unset and empty ones are left out. */
  readonly envHeaders: Readonly<Record<string, string>>;
  /** A command that prints more headers as a JSON object; it is run before each session with the server. */
  readonly headersHelper?: string | undefined;
  readonly login?: LoginSettings | undefined;
}

/** How to log in at a server; whatever is not given, the server and its issuer say. */
export interface LoginSettings {
  readonly scopes?: readonly string[] | undefined;
  /** A client that the issuer knows already. */
  readonly clientId?: string | undefined;
  /** What it proves itself with. */
  readonly clientSecret?: string | undefined;
  /** What tokens are asked for (RFC 8707). */
  readonly resource?: string | undefined;
  /** Where the issuer sends the browser back to; it has to lead to this machine. Default: an address of ours. */
  readonly callbackUrl?: string | undefined;
  /** Default: any free port. */
  readonly callbackPort?: number | undefined;
}
