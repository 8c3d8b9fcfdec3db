import { homedir } from "node:os";
import {
  allowsServer,
  findCodexHome,
  type McpServerToml,
  type Requirements,
  readMcpServers,
  readRequirements,
  readSharedLogin,
  type SharedLogin,
} from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { configValuesOf } from "../command-line/config-values.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";

/** A configured MCP server, as printed by `codex mcp list --json` and `get --json`. Field names as in codex 0.171.0. */
export interface McpServerEntry {
  readonly name: string;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  readonly transport: Readonly<Record<string, unknown>>;
  readonly startup_timeout_sec: number | null;
  readonly tool_timeout_sec: number | null;
}

interface ConfiguredServers {
  readonly codexHome: string;
  readonly servers: ReadonlyMap<string, McpServerToml>;
  readonly shared: SharedLogin;
  readonly requirements: Requirements | undefined;
}

export async function configuredServers(invocation: Invocation, io: Io): Promise<ConfiguredServers> {
  const codexHome = await findCodexHome(io.env, homedir);
  const where = { cwd: io.cwd, cliOverrides: configValuesOf(invocation) };
  const servers = Object.entries(byName(await readMcpServers(codexHome, where)));
  const [shared, requirements] = await Promise.all([readSharedLogin(codexHome), readRequirements()]);
  return { codexHome, servers: new Map(servers), shared, requirements };
}

/** Reports that there is no such server. */
export function unknownServer(io: Io, name: string): number {
  io.stderr.write(`error: no MCP server named '${terminalLine(name)}': 'codex mcp list' shows them\n`);
  return ExitCode.failed;
}

/** Why an enabled server still does not start. */
function disabledReason(
  requirements: Requirements | undefined,
  name: string,
  server: McpServerToml,
): string | undefined {
  return requirements === undefined || allowsServer(requirements, name, server)
    ? undefined
    : `requirements (${requirements.file})`;
}

export function entryOf(name: string, server: McpServerToml, requirements: Requirements | undefined): McpServerEntry {
  const reason = disabledReason(requirements, name, server);
  return {
    name,
    enabled: reason === undefined && (server.enabled ?? true) && server.disabled !== true,
    disabled_reason: reason ?? null,
    transport: transportOf(server),
    startup_timeout_sec: startupSeconds(server) ?? null,
    tool_timeout_sec: server.tool_timeout_sec ?? null,
  };
}

/** How long the server may take to start, whichever key says so. */
export function startupSeconds({ startup_timeout_sec: seconds, startup_timeout_ms: ms }: McpServerToml) {
  return seconds ?? (ms === undefined ? undefined : ms / 1000);
}

function transportOf(server: McpServerToml): Readonly<Record<string, unknown>> {
  if (server.command !== undefined) {
    const { command, args = [], env, env_vars = [], cwd } = server;
    return { type: "stdio", command, args, env: env ?? null, env_vars, cwd: cwd ?? null };
  }
  return {
    type: "streamable_http",
    url: server.url,
    bearer_token_env_var: server.bearer_token_env_var ?? null,
    http_headers: server.http_headers ?? null,
    env_http_headers: server.env_http_headers ?? null,
    // Command words may contain secrets.
    http_headers_helper: server.http_headers_helper === undefined ? null : "<redacted>",
  };
}

/** The names of variables with hidden values; `-` if there are none. */
export function hiddenVariables({ env = {}, env_vars = [] }: McpServerToml): string {
  const inherited = env_vars.map((variable) => (typeof variable === "string" ? variable : variable.name));
  return orDash([...Object.keys(byName(env)), ...inherited].map((name) => `${name}=*****`).join(", "));
}

export function byName<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1)));
}

export function orDash(text: string | undefined): string {
  return text === undefined || text === "" ? "-" : terminalLine(text);
}
