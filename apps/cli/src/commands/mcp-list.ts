import type { McpServerToml } from "@codex/core";
import { mcpServerConfig, streamingFetch } from "@codex/core";
import { type McpAuthStatus, mcpAuthStatus } from "@codex/mcp-client";
import { credentialFile } from "@codex/mcp-client/credentials";
import { textWidth } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { configuredServers, entryOf, hiddenVariables, type McpServerEntry, orDash } from "./mcp-server-entry.js";

const AUTH_WORDS: Readonly<Record<McpAuthStatus, string>> = {
  unsupported: "Unsupported",
  not_logged_in: "Not logged in",
  bearer_token: "Bearer token",
  oauth: "OAuth",
  unknown: "Unknown",
};

interface ListedServer {
  readonly name: string;
  readonly server: McpServerToml;
  readonly entry: McpServerEntry;
  readonly auth: McpAuthStatus;
}

/** `codex mcp list`: lists the servers of config.toml, and whether Codex is logged in to them. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const { codexHome, servers, requirements } = await configuredServers(invocation, io);
  const listed = await Promise.all(
    [...servers].map(async ([name, server]) => ({
      name,
      server,
      entry: entryOf(name, server, requirements),
      auth: await authStatusOf(name, server, codexHome, io),
    })),
  );
  io.stdout.write(invocation.has("json") ? jsonOf(listed) : textOf(listed));
  return ExitCode.done;
}

function jsonOf(listed: readonly ListedServer[]): string {
  const entries = listed.map(({ entry, auth }) => ({ ...entry, auth_status: auth }));
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

function textOf(listed: readonly ListedServer[]): string {
  if (listed.length === 0)
    return "No MCP servers yet. Add one, for example: codex mcp add docs -- npx -y docs-server\n";
  const programs = listed.filter(({ server }) => server.command !== undefined);
  const addresses = listed.filter(({ server }) => server.command === undefined);
  return [programsTable(programs), addressesTable(addresses)].filter((text) => text !== "").join("\n");
}

function programsTable(programs: readonly ListedServer[]): string {
  return table(
    ["Name", "Command", "Args", "Env", "Cwd", "Status", "Auth"],
    programs.map(({ name, server, entry, auth }) => [
      orDash(name),
      orDash(server.command),
      orDash(server.args?.join(" ")),
      hiddenVariables(server),
      orDash(server.cwd),
      statusOf(entry),
      AUTH_WORDS[auth],
    ]),
  );
}

function addressesTable(addresses: readonly ListedServer[]): string {
  return table(
    ["Name", "Url", "Bearer Token Env Var", "Status", "Auth"],
    addresses.map(({ name, server, entry, auth }) => [
      orDash(name),
      orDash(server.url),
      orDash(server.bearer_token_env_var),
      statusOf(entry),
      AUTH_WORDS[auth],
    ]),
  );
}

/** Disabled servers are not queried. */
async function authStatusOf(
  name: string,
  server: McpServerToml,
  codexHome: string,
  { env, signal }: Pick<Io, "env" | "signal">,
): Promise<McpAuthStatus> {
  const config = mcpServerConfig(server);
  if (config?.transport !== "streamable-http") return "unsupported";
  return mcpAuthStatus(name, config, { store: credentialFile(codexHome), signal, fetch: streamingFetch(env) });
}

function statusOf({ enabled, disabled_reason: reason }: McpServerEntry): string {
  if (enabled) return "enabled";
  return reason === null ? "disabled" : `disabled: ${reason}`;
}

/** Pads columns to their contents; empty without rows. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const lines = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => textWidth(line[column] ?? ""))));
  return lines
    .map((line) => line.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - textWidth(cell))).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
