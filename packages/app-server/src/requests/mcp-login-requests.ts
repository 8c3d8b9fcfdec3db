import { randomUUID } from "node:crypto";
import { type Config, errorMessage, streamingFetch } from "@codex/core";
import { McpClientError, type StreamableHttpServerConfig } from "@codex/mcp-client";
import { credentialFile } from "@codex/mcp-client/credentials";
import type { ClientContext } from "../client-services.js";
import { reloadMcpServers } from "../reload-mcp-servers.js";
import type { RequestHandlers } from "../request-handlers.js";
import { internalError, invalidRequest } from "../rpc-errors.js";

/** Logins at MCP servers. Pending logins end with their client. */
export function mcpLoginRequests({
  server,
  client,
  resources,
}: ClientContext): RequestHandlers<"mcpServer/oauth/login"> {
  const ended = new AbortController();
  const logins = new Set<Promise<void>>();
  resources.defer(async () => {
    ended.abort();
    await Promise.all(logins);
  });
  return {
    async "mcpServer/oauth/login"({ name, scopes, timeoutSecs, threadId }) {
      const { loginToMcpServer } = await import("@codex/mcp-client/login");
      const config = await (await server.host()).loadConfig({}, []);
      const loginId = randomUUID();
      const address = Promise.withResolvers<URL>();
      const login = loginToMcpServer({
        name,
        url: serverNamed(config, name).url,
        settings: { ...serverNamed(config, name).login, ...(scopes == null ? {} : { scopes }) },
        store: credentialFile(config.codexHome),
        openUrl: address.resolve,
        ...(timeoutSecs == null ? {} : { timeoutMs: timeoutSecs * 1000 }),
        fetch: streamingFetch(config.env),
        signal: ended.signal,
      });
      // A login that fails before there is a URL is answered with an error; any later outcome is a notification.
      const authorizationUrl = await Promise.race([address.promise, login.then(() => address.promise)]).catch(failed);
      const finished = login
        .then(() => undefined, errorMessage)
        .then(async (error) => {
          // Loaded threads get the server's tools now.
          if (error === undefined) await reloadMcpServers(server).catch(() => undefined);
          const outcome = { success: error === undefined, ...(error === undefined ? {} : { error }) };
          void client.notify("mcpServer/oauthLogin/completed", {
            name,
            loginId,
            ...(threadId == null ? {} : { threadId }),
            ...outcome,
          });
          logins.delete(finished);
        });
      logins.add(finished);
      return { authorizationUrl: authorizationUrl.href, loginId };
    },
  };
}

function serverNamed({ mcpServers }: Config, name: string): StreamableHttpServerConfig {
  const server = Object.hasOwn(mcpServers, name) ? mcpServers[name] : undefined;
  if (server === undefined) throw invalidRequest(`no MCP server named '${name}' is configured`);
  if (server.transport === "stdio") throw invalidRequest(`the MCP server '${name}' is a program: it has no login`);
  return server;
}

function failed(error: unknown): never {
  throw error instanceof McpClientError ? internalError(error.message, error) : error;
}
