import type { McpServerConfig } from "@codex/mcp-client";
import * as z from "zod/mini";
import { setting } from "./setting.js";

const seconds = () => z.number().check(z.positive());

/** `[mcp_servers.NAME]`, as written: a program (`command`) or a URL (`url`). */
export const McpServerTomlSchema = z
  .object({
    command: setting(z.string(), "The program to run; it speaks MCP on its standard input and output."),
    args: setting(z.array(z.string()), "Its arguments."),
    env: setting(z.record(z.string(), z.string()), "Variables to set on top of the few that a server inherits."),
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
    startup_timeout_sec: setting(seconds(), "How long the server may take to start and list its tools. Default: `10`."),
    tool_timeout_sec: setting(seconds(), "How long one call of a tool may take. Default: `3600`."),
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
  const timeouts = {
    startupTimeoutMs: milliseconds(toml.startup_timeout_sec),
    toolTimeoutMs: milliseconds(toml.tool_timeout_sec),
  };
  if (toml.command !== undefined) {
    const { command, args = [], env = {}, cwd } = toml;
    return { transport: "stdio", command, args, env, cwd, ...timeouts };
  }
  if (toml.url === undefined) return undefined;
  return {
    transport: "streamable-http",
    url: toml.url,
    bearerTokenEnvVar: toml.bearer_token_env_var,
    headers: toml.http_headers ?? {},
    envHeaders: toml.env_http_headers ?? {},
    ...timeouts,
  };
}

function milliseconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}
