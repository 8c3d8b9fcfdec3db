import { CodexError } from "../../error.js";
import type { CliOverride } from "../cli-override.js";
import { readConfigFile } from "../config-file.js";
import { appliedLayers, type ConfigLayer, fileOf, mergeLayers, readConfigLayers } from "../config-layers.js";
import { isTable } from "../table.js";
import {
  type McpServerToml,
  McpServerTomlSchema,
  type SharedLogin,
  SharedLoginSchema,
} from "../toml/mcp-server-toml.js";
import { editConfig } from "./edit-config.js";

/**
 * The servers configured in all files that apply to a folder and on the command line, by name, including disabled ones.
 * @throws CodexError `config-invalid` if a file, or one of the servers, is invalid.
 */
export async function readMcpServers(
  codexHome: string,
  { cwd, cliOverrides = [] }: { readonly cwd?: string; readonly cliOverrides?: readonly CliOverride[] } = {},
): Promise<Readonly<Record<string, McpServerToml>>> {
  const layers = await readConfigLayers({ codexHome, cwd, cliOverrides });
  const servers = mergeLayers(layers)["mcp_servers"];
  if (!isTable(servers)) return {};
  return Object.fromEntries(
    Object.entries(servers).map(([name, server]) => {
      const parsed = McpServerTomlSchema.safeParse(server);
      if (parsed.success) return [name, parsed.data];
      const [issue] = parsed.error.issues;
      const key = ["mcp_servers", name, ...(issue?.path ?? [])].map(String).join(".");
      throw new CodexError("config-invalid", `${fileWithServer(layers, name)}: ${key}: ${issue?.message}`);
    }),
  );
}

function fileWithServer(layers: readonly ConfigLayer[], name: string): string {
  const has = (servers: unknown) => isTable(servers) && Object.hasOwn(servers, name);
  const source = appliedLayers(layers).find(({ table }) => has(table["mcp_servers"]))?.source;
  return source === undefined || source.type === "session" ? "-c" : fileOf(source);
}

/** The settings in `config.toml` for logins at all servers. */
export async function readSharedLogin(codexHome: string): Promise<SharedLogin> {
  const { table } = await readConfigFile(codexHome);
  return SharedLoginSchema.safeParse(table).data ?? {};
}

/** Writes a server into `config.toml`, replacing one with the same name. */
export async function putMcpServer(codexHome: string, name: string, server: McpServerToml): Promise<void> {
  await editConfig(codexHome, [{ path: ["mcp_servers", name], value: server }]);
}

/** Removes a server from `config.toml`; false if there is none with this name. */
export async function removeMcpServer(codexHome: string, name: string): Promise<boolean> {
  const { table } = await readConfigFile(codexHome);
  const servers = table["mcp_servers"];
  if (!isTable(servers) || !Object.hasOwn(servers, name)) return false;
  const isLast = Object.keys(servers).length === 1;
  await editConfig(codexHome, [{ path: isLast ? ["mcp_servers"] : ["mcp_servers", name], value: null }]);
  return true;
}
