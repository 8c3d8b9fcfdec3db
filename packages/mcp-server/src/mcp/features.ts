import type { CompleteRequestParams, CompleteResult } from "@codex/mcp-types/completion";
import type { GetPromptRequestParams, GetPromptResult, Prompt } from "@codex/mcp-types/prompts";
import type { ListResourcesResult, ReadResourceResult, ResourceTemplate } from "@codex/mcp-types/resources";
import type { CallToolRequestParams, CallToolResult, Tool } from "@codex/mcp-types/tools";
import type { CallContext } from "./call-context.js";

/** The features of an MCP server. Requests for missing ones are answered with "method not found". */
export interface McpFeatures {
  readonly tools?: ToolFeature | undefined;
  readonly resources?: ResourceFeature | undefined;
  readonly prompts?: PromptFeature | undefined;
  readonly completions?: CompletionFeature | undefined;
}

export interface ToolFeature {
  readonly tools: readonly Tool[];
  /** A failure of a call is part of the result, so that the model sees it. */
  call(params: CallToolRequestParams, context: CallContext): Promise<CallToolResult>;
}

export interface ResourceFeature {
  readonly resources: ListResourcesResult["resources"];
  readonly templates: readonly ResourceTemplate[];
  /** Undefined if there is no such resource. */
  read(uri: string, context: CallContext): Promise<ReadResourceResult | undefined>;
  /** Calls `changed` with the URI whenever the resource changes, until it is disposed. */
  subscribe?: ((uri: string, changed: () => void) => Disposable) | undefined;
}

export interface PromptFeature {
  readonly prompts: readonly Prompt[];
  /** Undefined if there is no such prompt. */
  get(params: GetPromptRequestParams, context: CallContext): Promise<GetPromptResult | undefined>;
}

export interface CompletionFeature {
  complete(params: CompleteRequestParams, context: CallContext): Promise<CompleteResult>;
}
