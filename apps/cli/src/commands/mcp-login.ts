import { createInterface } from "node:readline";
import { mcpServerConfig, streamingFetch } from "@codex/core";
import { openBrowser } from "@codex/login";
import { McpClientError } from "@codex/mcp-client";
import { credentialFile } from "@codex/mcp-client/credentials";
import { loginToMcpServer } from "@codex/mcp-client/login";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { configuredServers, unknownServer } from "./mcp-server-entry.js";

/** `codex mcp login`: sends the user to the authorization server of an HTTP MCP server, and stores the tokens. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [name = ""] = invocation.positionals;
  const { codexHome, servers, shared } = await configuredServers(invocation, io);
  const server = servers.get(name);
  if (server === undefined) return unknownServer(io, name);
  const config = mcpServerConfig({ ...server, enabled: true }, shared);
  if (config?.transport !== "streamable-http") {
    io.stderr.write(`error: '${terminalLine(name)}' is a program: only servers with a url have logins\n`);
    return ExitCode.failed;
  }
  const scopes = invocation.options("scopes");
  const opensBrowser = !invocation.has("no-browser");
  const done = new AbortController();
  try {
    await loginToMcpServer({
      name,
      url: config.url,
      settings: { ...config.login, ...(scopes.length === 0 ? {} : { scopes }) },
      store: credentialFile(codexHome),
      openUrl: async (url, accept) => {
        io.stdout.write(`To log in, open this address in a browser:\n${terminalLine(url.href)}\n`);
        if (io.stdin.isTTY || !opensBrowser) {
          io.stdout.write("If the browser runs on another machine, paste the address where it ends up here.\n");
          void acceptPasted(accept, io, done.signal).catch(() => {});
        }
        if (opensBrowser) await openBrowser(url.href, io);
      },
      fetch: streamingFetch(io.env),
      signal: io.signal,
    });
  } catch (error) {
    if (io.signal.aborted) return ExitCode.interrupted;
    if (!(error instanceof McpClientError)) throw error;
    io.stderr.write(`error: ${terminalLine(error.message)}\n`);
    return ExitCode.failed;
  } finally {
    done.abort();
  }
  io.stdout.write(`Logged in to MCP server '${terminalLine(name)}'.\n`);
  return ExitCode.done;
}

/** Reads addresses until one belongs to the login. If the input ends first, the browser can still log in. */
async function acceptPasted(accept: (address: string) => boolean, io: Io, signal: AbortSignal): Promise<void> {
  for await (const line of createInterface({ input: io.stdin, signal })) {
    if (line.trim() === "") continue;
    if (accept(line)) return;
    io.stderr.write("This address does not belong to this login.\n");
  }
}
