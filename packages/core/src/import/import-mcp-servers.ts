import type { McpServerToml } from "../config/toml/mcp-server-toml.js";
import { isJsonObject } from "../json.js";
import { addToConfig, readTargetConfig } from "./add-to-config.js";
import { type FoundImport, namedEntries } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { lastOf, readJson, readOtherSettings } from "./other-settings.js";

type Fields = Readonly<Record<string, unknown>>;

/** MCP servers with the same meaning here; not those that are switched off or use variables where we cannot. */
export async function findMcpServers(place: ImportPlace): Promise<FoundImport | undefined> {
  const file = await readJson(place, place.repository === undefined ? ".claude.json" : ".mcp.json");
  const isChosen = await serverChoice(place);
  const servers = Object.entries(isJsonObject(file?.["mcpServers"]) ? file["mcpServers"] : {}).flatMap(
    ([name, fields]) => {
      const server =
        isJsonObject(fields) && /^[\w .:@/-]+$/.test(name) && isChosen(name) ? serverOf(fields) : undefined;
      return server === undefined ? [] : [[name, server] as const];
    },
  );
  const present = (await readTargetConfig(place))["mcp_servers"];
  const there = isJsonObject(present) ? present : {};
  const missing = servers.filter(([name]) => !Object.hasOwn(there, name));
  if (missing.length === 0) return undefined;
  return {
    kind: "mcp-servers",
    entries: namedEntries(missing.map(([name]) => name)),
    async write(entries) {
      for (const [name, server] of missing) {
        if (entries.some(({ source }) => source === name))
          await addToConfig(place, { mcp_servers: { [name]: server } });
      }
    },
  };
}

/** The user may have approved or rejected some of a repository's servers. */
async function serverChoice(place: ImportPlace): Promise<(name: string) => boolean> {
  const settings = await readOtherSettings(place);
  const [chosen, refused] = ["enabledMcpjsonServers", "disabledMcpjsonServers"].map((key) => lastOf(settings, key));
  return (name) =>
    (!Array.isArray(chosen) || chosen.includes(name)) && !(Array.isArray(refused) && refused.includes(name));
}

function serverOf(fields: Fields): McpServerToml | undefined {
  if (fields["disabled"] === true || fields["enabled"] === false) return undefined;
  const { type, command, url } = fields;
  if (typeof command === "string" && (type === undefined || type === "stdio")) return programOf(command, fields);
  const isHttp = type === undefined || type === "http" || type === "streamable_http" || type === "streamable-http";
  return typeof url === "string" && isHttp ? addressOf(url, fields) : undefined;
}

function programOf(command: string, fields: Fields): McpServerToml | undefined {
  const args = (Array.isArray(fields["args"]) ? fields["args"] : []).map(String);
  if ([command, ...args].some(fillsIn)) return undefined;
  const env = textEntries(fields["env"]);
  const inherited = env.filter(([name, value]) => variableIn(value) === name).map(([name]) => name);
  const set = env.filter(([, value]) => !fillsIn(value));
  if (inherited.length + set.length < env.length) return undefined;
  return {
    command,
    ...(args.length > 0 && { args }),
    ...(inherited.length > 0 && { env_vars: inherited }),
    ...(set.length > 0 && { env: Object.fromEntries(set) }),
  };
}

function addressOf(url: string, fields: Fields): McpServerToml | undefined {
  if (fillsIn(url)) return undefined;
  const headers = textEntries(fields["headers"]);
  const bearer = headers.flatMap(([name, value]) => (name.toLowerCase() === "authorization" ? bearerIn(value) : []));
  const rest = headers.filter(
    ([name, value]) => name.toLowerCase() !== "authorization" || bearerIn(value).length === 0,
  );
  const named = rest.flatMap(([name, value]) => {
    const variable = variableIn(value);
    return variable === undefined ? [] : [[name, variable] as const];
  });
  const set = rest.filter(([, value]) => !fillsIn(value));
  if (named.length + set.length < rest.length) return undefined;
  return {
    url,
    ...(bearer[0] !== undefined && { bearer_token_env_var: bearer[0] }),
    ...(set.length > 0 && { http_headers: Object.fromEntries(set) }),
    ...(named.length > 0 && { env_http_headers: Object.fromEntries(named) }),
  };
}

function textEntries(value: unknown): (readonly [string, string])[] {
  return isJsonObject(value) ? Object.entries(value).map(([key, one]) => [key, String(one)] as const) : [];
}

const fillsIn = (text: string): boolean => text.includes("${");

/** The variable, if the text consists of nothing else. One with a default has no equivalent and does not count. */
const variableIn = (text: string): string | undefined => /^\$\{(\w+)(?::-[^}]*)?\}$/.exec(text)?.[1];

function bearerIn(text: string): string[] {
  const variable = /^Bearer (.*)$/i.exec(text)?.[1];
  const name = variable === undefined ? undefined : variableIn(variable);
  return name === undefined ? [] : [name];
}
