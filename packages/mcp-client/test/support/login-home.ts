import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";
import { McpConnectionManager, mcpAuthStatus } from "../../src/index.js";
import { credentialFile } from "../../src/oauth/credential-file.js";
import { loginToMcpServer, type McpLoginOptions } from "../../src/oauth/login.js";
import type { GuardedServer } from "../fixtures/guarded-server.js";

const signal = new AbortController().signal;
const ping = { server: "guarded", tool: "ping" };

/** A new home folder for each test, with logins at a server named `guarded`. */
export function loginHome() {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "codex-mcp-login-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const store = () => credentialFile(folder);
  const configOf = ({ url }: GuardedServer) =>
    ({ transport: "streamable-http", url, headers: {}, envHeaders: {} }) as const;
  const connect = (server: GuardedServer) =>
    McpConnectionManager.connect(
      { guarded: configOf(server) },
      { env: {}, platform: process.platform, cwd: folder, clientVersion: "1", credentials: store(), signal },
    );
  return {
    file: (name: string) => path.join(folder, name),
    store,
    connect,
    login: ({ url }: GuardedServer, options: Partial<McpLoginOptions> = {}) =>
      loginToMcpServer({ name: "guarded", url, store: store(), openUrl: browse, signal, ...options }),
    status: (server: GuardedServer) => mcpAuthStatus("guarded", configOf(server), { store: store(), signal }),
    /** Calls the server's tool over a new connection. */
    async call(server: GuardedServer): Promise<unknown> {
      const { manager, failures } = await connect(server);
      await using _manager = manager;
      if (failures[0] !== undefined) throw failures[0].error;
      return await callPing(manager);
    },
  };
}

export async function callPing(manager: McpConnectionManager): Promise<unknown> {
  return (await manager.callTool(ping, {}, { signal })).content;
}

/** What the tool answers to a call with the token of that number. */
export const pong = (token: number) => [{ type: "text", text: `pong ${token}` }];

/** A browser that follows redirects. */
async function browse(url: URL): Promise<void> {
  await fetch(url);
}
