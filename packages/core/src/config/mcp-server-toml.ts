import type { McpServerConfig } from "@codex/mcp-client";
import * as z from "zod/mini";
import { setting } from "../setting.js";

const positive = () => z.number().check(z.positive());

/** `[mcp_servers.NAME]`, as written: a program (`command`) or a URL (`url`). */
export const McpServerTomlSchema = z
  .object({
    command: setting(z.string(), "The program to run; it speaks MCP on its standard input and output."),
    args: setting(z.array(z.string()), "Its arguments."),
    env: setting(z.record(z.string(), z.string()), "Variables to set on top of the few that a server inherits."),
    env_vars: setting(
      z.array(
        z.union([
          z.string(),
          // Later versions also write where the variable is; only our own environment is known here.
          z.object({ name: z.string(), source: z.optional(z.enum(["local"])) }),
        ]),
      ),
      "Names of more variables that the server inherits.",
    ),
    cwd: setting(z.string(), "The folder to run in. Default: the working directory."),
    url: setting(z.string(), "Address of a server that speaks streamable HTTP, instead of `command`."),
    bearer_token_env_var: setting(
      z.string(),
      "The environment variable that holds the bearer token for `url`; the token itself never belongs in this file.",
    ),
    http_headers: setting(z.record(z.string(), z.string()), "Headers to send to `url`."),
    env_http_headers: setting(
      z.record(z.string(), z.string()),
      "Headers to send to `url` whose values are read from the environment variables named here.",
    ),
    startup_timeout_sec: setting(
      positive(),
      "How long the server may take to start and list its tools. Default: `10`.",
    ),
    startup_timeout_ms: setting(
      positive(),
      "The same in milliseconds; `startup_timeout_sec` counts when both are given.",
    ),
    tool_timeout_sec: setting(positive(), "How long one call of a tool may take. Default: `3600`."),
    enabled_tools: setting(z.array(z.string()), "The only tools to offer, by the server's own names. Default: all."),
    disabled_tools: setting(z.array(z.string()), "Tools not to offer, even if they are in `enabled_tools`."),
    enabled: setting(z.boolean(), "`false` leaves the server out. Default: `true`."),
  })
  .check(
    z.refine((server) => (server.command === undefined) !== (server.url === undefined), {
      error: "needs either `command` or `url`",
    }),
  );
export type McpServerToml = z.infer<typeof McpServerTomlSchema>;

/** What the MCP client needs to know of a server; `undefined` when the user turned it off. */
export function mcpServerConfig(toml: McpServerToml): McpServerConfig | undefined {
  if (toml.enabled === false) return undefined;
  const limits = {
    startupTimeoutMs: milliseconds(toml.startup_timeout_sec) ?? toml.startup_timeout_ms,
    toolTimeoutMs: milliseconds(toml.tool_timeout_sec),
    enabledTools: toml.enabled_tools,
    disabledTools: toml.disabled_tools,
  };
  if (toml.command !== undefined) {
    const { command, args = [], env = {}, env_vars = [], cwd } = toml;
    const inheritedVariables = env_vars.map((entry) => (typeof entry === "string" ? entry : entry.name));
    return { transport: "stdio", command, args, env, inheritedVariables, cwd, ...limits };
  }
  if (toml.url === undefined) return undefined;
  return {
    transport: "streamable-http",
    url: toml.url,
    bearerTokenEnvVar: toml.bearer_token_env_var,
    headers: toml.http_headers ?? {},
    envHeaders: toml.env_http_headers ?? {},
    ...limits,
  };
}

/** All that are switched on, by name. */
export function mcpServersOf(servers: Readonly<Record<string, McpServerToml>> = {}): Record<string, McpServerConfig> {
  return Object.fromEntries(
    Object.entries(servers).flatMap(([name, server]) => {
      const config = mcpServerConfig(server);
      return config === undefined ? [] : [[name, config] as const];
    }),
  );
}

function milliseconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}
