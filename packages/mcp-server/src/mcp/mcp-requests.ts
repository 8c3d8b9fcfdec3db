import { parseParams, type RequestContext, type RequestHandler, RpcError } from "@codex/jsonrpc";
import { CompleteRequestParamsSchema } from "@codex/mcp-types/completion";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { SetLevelRequestParamsSchema } from "@codex/mcp-types/logging";
import { PaginatedRequestParamsSchema, type RequestMeta } from "@codex/mcp-types/meta";
import { GetPromptRequestParamsSchema } from "@codex/mcp-types/prompts";
import { ResourceRequestParamsSchema } from "@codex/mcp-types/resources";
import { CallToolRequestParamsSchema } from "@codex/mcp-types/tools";
import { type CallContext, createCallContext } from "./call-context.js";
import type { CompletionFeature, McpFeatures, PromptFeature, ResourceFeature, ToolFeature } from "./features.js";
import type { McpClient } from "./mcp-client.js";
import { pagesOf, takePage } from "./pagination.js";

type HandlerTable = Readonly<Record<string, RequestHandler>>;

/** Answers the requests of MCP, except the handshake, using the server's features. */
export function createMcpRequests(
  features: McpFeatures,
  client: McpClient,
): (method: string) => RequestHandler | undefined {
  const handlers: HandlerTable = {
    "logging/setLevel": (params) => client.setLogLevel(parseParams(SetLevelRequestParamsSchema, params).level),
    ...(features.tools && toolRequests(features.tools, client)),
    ...(features.resources && resourceRequests(features.resources, client)),
    ...(features.prompts && promptRequests(features.prompts, client)),
    ...(features.completions && completionRequests(features.completions, client)),
  };
  return (method) => (Object.hasOwn(handlers, method) ? handlers[method] : undefined);
}

function toolRequests(tools: ToolFeature, client: McpClient): HandlerTable {
  return {
    "tools/list": (params) => {
      const { items, nextCursor } = takePage(pagesOf(tools.tools), cursorIn(params));
      return { tools: items, nextCursor };
    },
    "tools/call": (params, request) => {
      const call = parseParams(CallToolRequestParamsSchema, params);
      return withContext({ client, request, meta: call._meta }, (context) => tools.call(call, context));
    },
  };
}

function resourceRequests(resources: ResourceFeature, client: McpClient): HandlerTable {
  return {
    "resources/list": (params) => {
      const { items, nextCursor } = takePage(pagesOf(resources.resources), cursorIn(params));
      return { resources: items, nextCursor };
    },
    "resources/templates/list": (params) => {
      const { items, nextCursor } = takePage(pagesOf(resources.templates), cursorIn(params));
      return { resourceTemplates: items, nextCursor };
    },
    "resources/read": (params, request) => {
      const { uri, _meta: meta } = parseParams(ResourceRequestParamsSchema, params);
      return withContext({ client, request, meta }, async (context) => {
        const result = await resources.read(uri, context);
        if (result !== undefined) return result;
        throw new RpcError(ErrorCode.resourceNotFound, "Resource not found", { data: { uri } });
      });
    },
    ...(resources.subscribe && subscriptionRequests(resources.subscribe, client)),
  };
}

function subscriptionRequests(subscribe: NonNullable<ResourceFeature["subscribe"]>, client: McpClient): HandlerTable {
  const { connection } = client;
  const subscriptions = new Map<string, Disposable>();
  connection.signal.addEventListener("abort", () => {
    for (const subscription of subscriptions.values()) subscription[Symbol.dispose]();
  });
  return {
    "resources/subscribe": (params) => {
      const { uri } = parseParams(ResourceRequestParamsSchema, params);
      if (subscriptions.has(uri)) return;
      const changed = () => void connection.notify("notifications/resources/updated", { uri });
      subscriptions.set(uri, subscribe(uri, changed));
    },
    "resources/unsubscribe": (params) => {
      const { uri } = parseParams(ResourceRequestParamsSchema, params);
      subscriptions.get(uri)?.[Symbol.dispose]();
      subscriptions.delete(uri);
    },
  };
}

function promptRequests(prompts: PromptFeature, client: McpClient): HandlerTable {
  return {
    "prompts/list": (params) => {
      const { items, nextCursor } = takePage(pagesOf(prompts.prompts), cursorIn(params));
      return { prompts: items, nextCursor };
    },
    "prompts/get": (params, request) => {
      const prompt = parseParams(GetPromptRequestParamsSchema, params);
      return withContext({ client, request, meta: prompt._meta }, async (context) => {
        const result = await prompts.get(prompt, context);
        if (result !== undefined) return result;
        throw new RpcError(ErrorCode.invalidParams, `Invalid params: name: there is no prompt ${prompt.name}`);
      });
    },
  };
}

function completionRequests(completions: CompletionFeature, client: McpClient): HandlerTable {
  return {
    "completion/complete": (params, request) => {
      const completion = parseParams(CompleteRequestParamsSchema, params);
      return withContext({ client, request, meta: completion._meta }, (context) =>
        completions.complete(completion, context),
      );
    },
  };
}

/** Nothing more is sent about a request after its answer. */
async function withContext<T>(
  origin: { client: McpClient; request: RequestContext; meta: RequestMeta | undefined },
  answer: (context: CallContext) => Promise<T>,
): Promise<T> {
  using context = createCallContext(origin.client, origin.request, origin.meta);
  return await answer(context);
}

function cursorIn(params: unknown): string | undefined {
  return parseParams(PaginatedRequestParamsSchema, params ?? {}).cursor;
}
