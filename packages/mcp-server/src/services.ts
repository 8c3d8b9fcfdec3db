import type { RequestHandler } from "@codex/jsonrpc";
import { CLIENT_METHODS } from "@codex/protocol/methods";
import { Lazy } from "@codex/thread-host";
import type { McpClient } from "./mcp/mcp-client.js";
import { createMcpRequests } from "./mcp/mcp-requests.js";
import type { McpServices } from "./mcp/serve-mcp.js";
import type { ToolEnvironment } from "./tools/tool-environment.js";
import { createToolFeature } from "./tools/tool-feature.js";

/** How one client is served. */
export type ServiceOptions = Omit<ToolEnvironment, "owner">;

const CODEX_METHODS: ReadonlySet<string> = new Set(CLIENT_METHODS);

/** Everything that serves one client beyond the handshake. Disposing ends what the client started. */
export function createServices(client: McpClient, options: ServiceOptions): McpServices {
  const { engine, approvalTimeoutMs } = options;
  const mcpRequests = createMcpRequests({ tools: createToolFeature({ ...options, owner: client }) }, client);
  // Loaded lazily, because it loads the engine.
  const codexProtocol = new Lazy(async () => {
    const { createCodexProtocol } = await import("./requests/codex-protocol.js");
    return createCodexProtocol({ engine, client, approvalTimeoutMs });
  });
  const handleCodexRequest: RequestHandler = async (params, context) => {
    const { handle } = await codexProtocol.get();
    context.signal.throwIfAborted();
    return handle(params, context);
  };
  return {
    findHandler: (method) => mcpRequests(method) ?? (CODEX_METHODS.has(method) ? handleCodexRequest : undefined),
    async [Symbol.asyncDispose]() {
      await codexProtocol.made?.[Symbol.asyncDispose]();
      await engine.conversations.release(client);
    },
  };
}
