import type { McpServerConfig } from "@codex/mcp-client";
import * as z from "zod";

const seconds = () => z.number().positive();

/** `[mcp_servers.NAME]`, as written: a program (`command`) or a URL (`url`). */
export const McpServerTomlSchema = z
  .object({
    command: z.string().optional().describe("The program to run; it speaks MCP on its standard input and output."),
    args: z.array(z.string()).optional().describe("Its arguments."),
    env: z
      .record(z.string(), z.string())
      .optional()
      .describe("Variables to set on top of the few that a server inherits."),
    cwd: z.string().optional().describe("The folder to run in. Default: the working directory."),
    url: z.string().optional().describe("Address of a server that speaks streamable HTTP, instead of `command`."),
    bearer_token_env_var: z
      .string()
      .optional()
      .describe(
        "The environment variable that holds the bearer token for `url`; the token itself never belongs in this file.",
      ),
    http_headers: z.record(z.string(), z.string()).optional().describe("Headers to send to `url`."),
    env_http_headers: z
      .record(z.string(), z.string())
      .optional()
      .describe("Headers to send to `url` whose values are read from the environment variables named here."),
    startup_timeout_sec: seconds()
      .optional()
      .describe("How long the server may take to start and list its tools. Default: `10`."),
    tool_timeout_sec: seconds().optional().describe("How long one call of a tool may take. Default: `3600`."),
    enabled: z.boolean().optional().describe("`false` leaves the server out. Default: `true`."),
  })
  .refine((server) => (server.command === undefined) !== (server.url === undefined), {
    message: "needs either `command` or `url`",
  });
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
