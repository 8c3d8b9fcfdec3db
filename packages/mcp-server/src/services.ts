import { type RequestHandler, serveTable } from "@codex/jsonrpc";
import { CLIENT_METHODS } from "@codex/protocol/methods";
import { Lazy } from "./lazy.js";
import type { McpClient } from "./mcp/mcp-client.js";
import { createMcpRequests } from "./mcp/mcp-requests.js";
import type { McpServices } from "./mcp/serve-mcp.js";
import type { ToolEnvironment } from "./tools/tool-environment.js";
import { createToolFeature } from "./tools/tool-feature.js";

/** How one client is served. */
export type ServiceOptions = Omit<ToolEnvironment, "owner">;

/** Everything that answers one client beyond the handshake. Disposing ends what the client began. */
export function createServices(client: McpClient, options: ServiceOptions): McpServices {
  const owner = client;
  const { engine } = options;
  const tools = createToolFeature({ ...options, owner });
  const mcpRequests = createMcpRequests({ tools }, client);
  const codexRequests = new Lazy(() => createCodexProtocol(client, options));
  const codexHandler: RequestHandler = async (params, context) => {
    const handler = (await codexRequests.get()).findHandler(context.method);
    context.signal.throwIfAborted();
    return handler?.(params, context);
  };
  return {
    findHandler: (method) => mcpRequests(method) ?? (isCodexMethod(method) ? codexHandler : undefined),
    async [Symbol.asyncDispose]() {
      await codexRequests.made?.[Symbol.asyncDispose]();
      await engine.conversations.release(owner);
    },
  };
}

/** The requests of the Codex protocol; apart, because they bring the engine with them. */
async function createCodexProtocol(client: McpClient, { engine }: ServiceOptions): Promise<McpServices> {
  const [{ createCodexRequests }, { authMethods, createAuthRequests }] = await Promise.all([
    import("./requests/codex-requests.js"),
    import("./auth-requests.js"),
  ]);
  const { connection } = client;
  const conversations = createCodexRequests({ engine, connection, owner: client });
  const auth = createAuthRequests({
    auth: async () => (await engine.host()).auth,
    notify: (method, params) => void connection.notify(method, params),
  });
  const serveAuth = serveTable(authMethods, auth);
  return {
    findHandler: (method) => conversations.findHandler(method) ?? serveAuth(method),
    async [Symbol.asyncDispose]() {
      conversations[Symbol.dispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}

const CODEX_METHODS: ReadonlySet<string> = new Set(CLIENT_METHODS);
const isCodexMethod = (method: string) => CODEX_METHODS.has(method);
