import type { McpServerConfig } from "@codex/mcp-client";
import type { ModelProviderInfo } from "../model/provider/provider-info.js";

/** Variables that headers may use although they are not secret: programs need them. */
const EVERYBODYS = new Set(["HOME", "LOGNAME", "PATH", "SHELL", "USER", "USERNAME", "TMPDIR", "LANG", "TERM"]);

/** The variables that the configuration uses for credentials of servers, whatever their names. */
export function loginVariables(
  providers: Readonly<Record<string, ModelProviderInfo>>,
  mcpServers: Readonly<Record<string, McpServerConfig>>,
): string[] {
  const ofProviders = Object.values(providers).flatMap(({ env_key, env_http_headers = {} }) => [
    ...(env_key === undefined ? [] : [env_key]),
    ...Object.values(env_http_headers),
  ]);
  const ofServers = Object.values(mcpServers).flatMap((server) => {
    if (server.transport === "stdio") return [];
    const { bearerTokenEnvVar: bearer, envHeaders } = server;
    return [...(bearer === undefined ? [] : [bearer]), ...Object.values(envHeaders)];
  });
  return [...new Set([...ofProviders, ...ofServers])].filter((name) => !EVERYBODYS.has(name));
}
