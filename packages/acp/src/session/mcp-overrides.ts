import type { CliOverride } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { McpServer } from "../wire/agent-requests.js";

/** The editor's MCP servers, as configuration overrides of the session. They replace servers of the same name in config.toml. */
export function mcpOverrides(servers: readonly McpServer[]): CliOverride[] {
  const taken = new Set<string>();
  return servers.flatMap((server): CliOverride[] => {
    const key = `mcp_servers.${nameOf(server.name, taken)}`;
    // Nothing of another server with that name may be left.
    return [
      [key, null],
      [key, tomlOf(server)],
    ];
  });
}

function tomlOf(server: McpServer): Record<string, unknown> {
  if (!("type" in server)) return { command: server.command, args: server.args, env: recordOf(server.env) };
  if (server.type === "http") return { url: server.url, http_headers: recordOf(server.headers) };
  throw new RpcError(
    ErrorCode.invalidParams,
    `the MCP server ${JSON.stringify(server.name)} uses SSE, which is not supported: configure it over HTTP or as a program`,
  );
}

const recordOf = (pairs: readonly { readonly name: string; readonly value: string }[]) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]));

/** Server names become parts of tool names, so they may only contain letters, digits, `_` and `-`. */
function nameOf(name: string, taken: Set<string>): string {
  const valid = name.replace(/[^\w-]/g, "_") || "server";
  let unique = valid;
  for (let number = 2; taken.has(unique); number += 1) unique = `${valid}_${number}`;
  taken.add(unique);
  return unique;
}
