import { type Connection, parseParams, type RequestHandler } from "@codex/jsonrpc";
import { CallToolRequestParamsSchema, type CallToolResult } from "@codex/mcp-types/tools";
import { runCodexReplyTool, runCodexTool } from "./codex-tool.js";
import { codexReplyTool, codexTool } from "./codex-tool-schemas.js";
import type { ServerHost } from "./host.js";
import type { Initializer } from "./initialize.js";

/** What a tool needs of the server and of the request that calls it. */
export interface ToolContext {
  readonly host: () => Promise<ServerHost>;
  readonly connection: Connection;
  readonly initializer: Initializer;
}

/** `tools/list` and `tools/call`. */
export function createToolRequests(context: ToolContext): (method: string) => RequestHandler | undefined {
  const handlers: Readonly<Record<string, RequestHandler>> = {
    "tools/list": () => ({ tools: [codexTool, codexReplyTool] }),
    "tools/call": (params, request) => {
      const { name, arguments: args } = parseParams(CallToolRequestParamsSchema, params);
      switch (name) {
        case "codex":
          return runCodexTool(context, request, args);
        case "codex-reply":
          return runCodexReplyTool(context, request, args);
        default:
          return errorResult(`Unknown tool '${name}'`);
      }
    },
  };
  return (method) => (Object.hasOwn(handlers, method) ? handlers[method] : undefined);
}

export function errorResult(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
