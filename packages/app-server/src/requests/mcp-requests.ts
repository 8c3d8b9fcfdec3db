import type { McpAuthStatus, McpServerConnectionStatus, McpServerStatus } from "@codex/app-server-protocol/mcp";
import { type Config, type StreamingFetch, streamingFetch } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import {
  McpClientError,
  type McpConnectionManager,
  type McpServerConfig,
  mcpAuthStatus,
  type ServerDescription,
} from "@codex/mcp-client";
import { credentialFile } from "@codex/mcp-client/credentials";
import type { ClientContext } from "../client-services.js";
import { pageOf } from "../pagination.js";
import { reloadMcpServers } from "../reload-mcp-servers.js";
import type { RequestHandlers } from "../request-handlers.js";
import { internalError, invalidRequest } from "../rpc-errors.js";
import { threadIdOf } from "../threads/thread-id.js";

type Methods = "mcpServerStatus/list" | "mcpServer/resource/read" | "mcpServer/tool/call" | "config/mcpServer/reload";

const NOTHING: ServerDescription = { info: undefined, capabilities: undefined, resources: [], resourceTemplates: [] };

/** The MCP servers of the thread that the request names, or else of the configuration. */
export function mcpRequests({ server }: ClientContext): RequestHandlers<Methods> {
  const serversOf = async (threadId: string | null | undefined): Promise<Servers> => {
    if (threadId == null) return server.mcpServers.get();
    const served = server.threads.find(threadIdOf(threadId));
    if (served === undefined) throw invalidRequest(`thread not found: ${threadId}`);
    return { config: { ...served.options.config, ...served.thread.mcpSettings }, manager: served.thread.mcp };
  };
  return {
    async "mcpServerStatus/list"({ threadId, serverName, environmentId, detail, ...page }, { signal }) {
      if (environmentId != null && (serverName == null || threadId == null))
        throw invalidRequest("environmentId needs a serverName and a threadId");
      const servers = await serversOf(threadId);
      const chosen = pageOf(
        namesOf(servers.config).filter((name) => serverName == null || name === serverName),
        page,
      );
      await servers.manager?.settled(chosen.data);
      const isFull = detail !== "toolsAndAuthOnly";
      const data = await Promise.all(chosen.data.map((name) => statusOf(name, servers, { isFull, signal })));
      return { data, nextCursor: chosen.nextCursor };
    },
    async "mcpServer/resource/read"(params, { signal }) {
      const { manager } = await serversOf(params.threadId);
      const contents = await attempt(() =>
        managerOf(manager, params.server).readResource(params.server, params.uri, signal),
      );
      return { contents };
    },
    async "mcpServer/tool/call"({ threadId, server: name, tool, arguments: args }, { signal }) {
      const { manager } = await serversOf(threadId);
      if (args != null && !isObject(args)) throw internalError("the arguments of an MCP tool must be a JSON object");
      return attempt(() => managerOf(manager, name).callTool({ server: name, tool }, args ?? undefined, { signal }));
    },
    async "config/mcpServer/reload"() {
      await reloadMcpServers(server);
      return {};
    },
  };
}

interface Servers {
  readonly config: Config;
  readonly manager: McpConnectionManager | undefined;
}

/** In their order, including disabled ones. */
function namesOf({ mcpServers, mcpPolicies }: Config): string[] {
  return [...new Set([...Object.keys(mcpServers), ...Object.keys(mcpPolicies)])].sort();
}

async function statusOf(
  name: string,
  { config: { mcpServers, codexHome, env }, manager }: Servers,
  { isFull, signal }: { readonly isFull: boolean; readonly signal: AbortSignal },
): Promise<McpServerStatus> {
  const config = Object.hasOwn(mcpServers, name) ? mcpServers[name] : undefined;
  const isThere = manager?.servers.includes(name) === true;
  const about = isThere ? manager.aboutServer(name) : NOTHING;
  const described = isThere && isFull ? await manager.describe(name, signal).catch(() => NOTHING) : NOTHING;
  const failure = manager?.failures.find(({ server }) => server === name)?.error;
  return {
    name,
    serverInfo: about.info ?? null,
    ...(about.capabilities === undefined ? {} : { serverCapabilities: about.capabilities }),
    tools: Object.fromEntries((isThere ? manager.toolsOf(name) : []).map((tool) => [tool.name, tool])),
    resources: [...described.resources],
    resourceTemplates: [...described.resourceTemplates],
    authStatus:
      config === undefined
        ? "unsupported"
        : await authStatusOf(name, config, { codexHome, signal, fetch: streamingFetch(env) }),
    runtimeStatus: config === undefined ? "disabled" : isThere ? "connected" : statusWithout(failure),
    ...(failure === undefined ? {} : { toolsError: failure.message }),
  };
}

/** The status of a server that is not running. */
function statusWithout(failure: McpClientError | undefined): McpServerConnectionStatus {
  if (failure === undefined) return "starting";
  return failure.code === "login-needed" ? "authenticationRequired" : "failed";
}

interface Asking {
  readonly codexHome: string;
  readonly signal: AbortSignal;
  readonly fetch: StreamingFetch;
}

async function authStatusOf(
  name: string,
  config: McpServerConfig,
  { codexHome, signal, fetch }: Asking,
): Promise<McpAuthStatus> {
  if (config.transport === "stdio") return "unsupported";
  const status = await mcpAuthStatus(name, config, { store: credentialFile(codexHome), signal, fetch });
  switch (status) {
    case "not_logged_in":
      return "notLoggedIn";
    case "bearer_token":
      return "bearerToken";
    case "oauth":
      return "oAuth";
    case "unsupported":
    case "unknown":
      return status;
    default:
      return status satisfies never;
  }
}

function managerOf(manager: McpConnectionManager | undefined, server: string): McpConnectionManager {
  if (manager === undefined) throw internalError(`unknown MCP server '${server}'`);
  return manager;
}

/** A server's error is reported in its own words. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof McpClientError)) throw error;
    const { serverError: said } = error;
    throw said === undefined ? internalError(error.message, error) : new RpcError(said.code, said.message, said);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
