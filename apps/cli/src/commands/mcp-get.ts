import type { McpServerToml } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import {
  byName,
  configuredServers,
  entryOf,
  hiddenVariables,
  orDash,
  startupSeconds,
  unknownServer,
} from "./mcp-server-entry.js";

/** `codex mcp get`: shows one server of config.toml. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [name = ""] = invocation.positionals;
  const { servers, requirements } = await configuredServers(invocation, io);
  const server = servers.get(name);
  if (server === undefined) return unknownServer(io, name);
  const entry = entryOf(name, server, requirements);
  if (invocation.has("json")) {
    const tools = { enabled_tools: server.enabled_tools ?? null, disabled_tools: server.disabled_tools ?? null };
    io.stdout.write(`${JSON.stringify({ ...entry, ...tools }, undefined, 2)}\n`);
  } else if (!entry.enabled) {
    const reason = entry.disabled_reason === null ? "" : `: ${entry.disabled_reason}`;
    io.stdout.write(`${terminalLine(name)} (disabled${reason})\n`);
  } else io.stdout.write(`${[terminalLine(name), ...linesOf(name, server).map((line) => `  ${line}`)].join("\n")}\n`);
  return ExitCode.done;
}

function linesOf(name: string, server: McpServerToml): string[] {
  return [
    "enabled: true",
    ...toolLines(server),
    ...transportLines(server),
    ...limitLines(server),
    `remove: codex mcp remove ${terminalLine(name)}`,
  ];
}

function transportLines(server: McpServerToml): string[] {
  if (server.command !== undefined) {
    return [
      "transport: stdio",
      `command: ${orDash(server.command)}`,
      `args: ${orDash(server.args?.join(" "))}`,
      `cwd: ${orDash(server.cwd)}`,
      `env: ${hiddenVariables(server)}`,
    ];
  }
  const variables = Object.entries(byName(server.env_http_headers ?? {})).map(
    ([header, variable]) => `${header}=${variable}`,
  );
  return [
    "transport: streamable_http",
    `url: ${orDash(server.url)}`,
    `bearer_token_env_var: ${orDash(server.bearer_token_env_var)}`,
    `http_headers: ${orDash(
      Object.keys(byName(server.http_headers ?? {}))
        .map((header) => `${header}=*****`)
        .join(", "),
    )}`,
    `env_http_headers: ${orDash(variables.join(", "))}`,
    // Command words may contain secrets.
    `http_headers_helper: ${server.http_headers_helper === undefined ? "-" : "<redacted>"}`,
  ];
}

function toolLines({ enabled_tools, disabled_tools }: McpServerToml): string[] {
  const listed = (tools: readonly string[]) => (tools.length === 0 ? "[]" : orDash(tools.join(", ")));
  return [
    ...(enabled_tools === undefined ? [] : [`enabled_tools: ${listed(enabled_tools)}`]),
    ...(disabled_tools === undefined ? [] : [`disabled_tools: ${listed(disabled_tools)}`]),
  ];
}

function limitLines(server: McpServerToml): string[] {
  const [startup, tool] = [startupSeconds(server), server.tool_timeout_sec];
  return [
    ...(startup === undefined ? [] : [`startup_timeout_sec: ${startup}`]),
    ...(tool === undefined ? [] : [`tool_timeout_sec: ${tool}`]),
  ];
}
