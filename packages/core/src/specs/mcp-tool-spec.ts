import type { FunctionToolSpec } from "../model/tool-spec.js";
import { cleanArguments } from "./clean-schema.js";

/** As much of an MCP server's tool as the model needs to know. */
export interface McpToolDescription {
  readonly description?: string | undefined;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** The tools of one server. */
export interface McpToolGroup {
  readonly name: string;
  readonly server: string;
  readonly tools: ReadonlyMap<string, McpToolDescription>;
}

/** An MCP server's tool under the name by which the model calls it. */
export function createMcpTool(qualifiedName: string, tool: McpToolDescription): FunctionToolSpec {
  return {
    type: "function",
    name: qualifiedName,
    description: tool.description ?? "",
    strict: false,
    parameters: cleanArguments(tool.inputSchema),
  };
}
