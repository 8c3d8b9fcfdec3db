import { homedir } from "node:os";
import { findCodexHome, type McpServerToml, putMcpServer, streamingFetch } from "@codex/core";
import { mcpAuthStatus } from "@codex/mcp-client";
import { credentialFile } from "@codex/mcp-client/credentials";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { byName } from "./mcp-server-entry.js";

/** `codex mcp add`: adds a server to config.toml, replacing one of the same name. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [name = "", ...command] = invocation.positionals;
  const server = serverOf(invocation, command);
  if (typeof server === "string") {
    io.stderr.write(`error: ${server}\n`);
    return ExitCode.usage;
  }
  if (!/^[\w.:@/-]+$/.test(name)) {
    io.stderr.write(`error: '${terminalLine(name)}' is not a valid server name: use letters, digits and -_.:@/\n`);
    return ExitCode.failed;
  }
  if (server.url !== undefined && invocation.has("env")) {
    io.stderr.write("error: --env is for programs; it has no effect on a server at --url\n");
    return ExitCode.failed;
  }
  const codexHome = await findCodexHome(io.env, homedir);
  await putMcpServer(codexHome, name, server);
  io.stdout.write(`Added global MCP server '${name}'.\n`);
  await suggestLogin(name, server, codexHome, io);
  return ExitCode.done;
}

/** The server, or what is wrong with its arguments. */
function serverOf(invocation: Invocation, [program, ...args]: readonly string[]): McpServerToml | string {
  const url = invocation.option("url");
  if ((program === undefined) === (url === undefined))
    return "give either a program after '--' or an address with --url";
  if (url !== undefined) return addressedServer(url, invocation);
  const misplaced = ONLY_FOR_URLS.find((name) => invocation.has(name));
  if (misplaced !== undefined) return `--${misplaced} requires --url`;
  const variables = invocation.options("env").map((text) => /^([^=]+)=(.*)$/s.exec(text));
  const env = variables.flatMap((match) =>
    match?.[1] === undefined ? [] : [[match[1].trim(), match[2] ?? ""] as const],
  );
  if (env.length < variables.length || env.some(([key]) => key === "")) return "--env takes KEY=VALUE";
  return {
    command: program,
    ...(args.length === 0 ? {} : { args: [...args] }),
    ...(env.length === 0 ? {} : { env: byName(Object.fromEntries(env)) }),
  };
}

const ONLY_FOR_URLS = ["bearer-token-env-var", "oauth-client-id", "oauth-client-secret", "oauth-resource"] as const;

function addressedServer(url: string, invocation: Invocation): McpServerToml | string {
  const [bearer, client, secret, resource] = ONLY_FOR_URLS.map((name) => invocation.option(name));
  if (secret !== undefined && client === undefined) return "--oauth-client-secret requires --oauth-client-id";
  return {
    url,
    ...(bearer === undefined ? {} : { bearer_token_env_var: bearer }),
    ...(client === undefined
      ? {}
      : { oauth: { client_id: client, ...(secret === undefined ? {} : { client_secret: secret }) } }),
    ...(resource === undefined ? {} : { oauth_resource: resource }),
  };
}

async function suggestLogin(name: string, server: McpServerToml, codexHome: string, io: Io): Promise<void> {
  if (server.url === undefined || URL.parse(server.url) === null) return;
  const config = {
    transport: "streamable-http",
    url: server.url,
    headers: {},
    envHeaders: {},
    bearerTokenEnvVar: server.bearer_token_env_var,
  } as const;
  const status = await mcpAuthStatus(name, config, {
    store: credentialFile(codexHome),
    signal: io.signal,
    fetch: streamingFetch(io.env),
  });
  if (status === "not_logged_in") io.stdout.write(`It requires a login: run 'codex mcp login ${name}'.\n`);
}
