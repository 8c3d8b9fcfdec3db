import type { LoginSettings, McpServerConfig } from "@codex/mcp-client";
import type { McpApprovalMode, McpServerToml, SharedLogin } from "./mcp-server-toml.js";

/** The MCP client's configuration of a server; `undefined` if the user disabled it. */
export function mcpServerConfig(toml: McpServerToml, shared: SharedLogin = {}): McpServerConfig | undefined {
  if (toml.enabled === false || toml.disabled === true) return undefined;
  const limits = {
    startupTimeoutMs: milliseconds(toml.startup_timeout_sec) ?? toml.startup_timeout_ms,
    toolTimeoutMs: milliseconds(toml.tool_timeout_sec),
    enabledTools: toml.enabled_tools,
    disabledTools: toml.disabled_tools,
  };
  if (toml.command !== undefined) {
    const { command, args = [], env = {}, cwd } = toml;
    return { transport: "stdio", command, args, env, inheritedVariables: inheritedVariables(toml), cwd, ...limits };
  }
  if (toml.url === undefined) return undefined;
  return {
    transport: "streamable-http",
    url: toml.url,
    bearerTokenEnvVar: toml.bearer_token_env_var,
    headers: toml.http_headers ?? {},
    envHeaders: toml.env_http_headers ?? {},
    headersHelper: toml.http_headers_helper,
    login: loginSettings(toml, shared),
    ...limits,
  };
}

/** All enabled servers, by name. */
export function mcpServersOf(
  servers: Readonly<Record<string, McpServerToml>> = {},
  shared: SharedLogin = {},
): Record<string, McpServerConfig> {
  return Object.fromEntries(
    Object.entries(servers).flatMap(([name, server]) => {
      const config = mcpServerConfig(server, shared);
      return config === undefined ? [] : [[name, config] as const];
    }),
  );
}

/** The engine's own policies for a server and its tools. */
export interface McpServerPolicy {
  /** No session starts without the server. */
  readonly required: boolean;
  readonly approvalMode: McpApprovalMode;
  /** It supports parallel calls. */
  readonly callsInParallel: boolean;
  /** By the server's own tool names; absent settings are inherited from the server. */
  readonly tools: Readonly<Record<string, McpToolPolicy>>;
}

export interface McpToolPolicy {
  readonly approvalMode?: McpApprovalMode | undefined;
  /** The limit of a result for the model. */
  readonly outputTokenLimit?: number | undefined;
}

/** By server name, including disabled servers. */
export function mcpPoliciesOf(servers: Readonly<Record<string, McpServerToml>> = {}): Record<string, McpServerPolicy> {
  return Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, policyOf(server)]));
}

function policyOf(toml: McpServerToml): McpServerPolicy {
  const tools = Object.entries(toml.tools ?? {}).map(([name, { approval_mode, output_token_limit }]) => {
    return [name, { approvalMode: approval_mode, outputTokenLimit: output_token_limit }] as const;
  });
  return {
    required: toml.required ?? false,
    approvalMode: toml.default_tools_approval_mode ?? "auto",
    callsInParallel: toml.supports_parallel_tool_calls ?? false,
    tools: Object.fromEntries(tools),
  };
}

/** The settings for logging in at a server with a `url`. */
function loginSettings({ scopes, oauth = {}, oauth_resource }: McpServerToml, shared: SharedLogin): LoginSettings {
  const { client_id, client_secret, callback_url, callback_port } = oauth;
  return {
    scopes,
    resource: oauth_resource,
    clientId: client_id,
    clientSecret: client_secret,
    callbackUrl: callback_url ?? shared.mcp_oauth_callback_url,
    callbackPort: callback_port ?? shared.mcp_oauth_callback_port,
  };
}

/** Only variables of our own environment can be inherited; there is no remote environment. */
function inheritedVariables({ env_vars = [] }: McpServerToml): string[] {
  return env_vars.flatMap((entry) => {
    if (typeof entry === "string") return [entry];
    return entry.source === "remote" ? [] : [entry.name];
  });
}

function milliseconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}
