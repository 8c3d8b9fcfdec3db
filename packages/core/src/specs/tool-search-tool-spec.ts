import type { FunctionToolSpec } from "../model/tool-spec.js";

export const TOOL_SEARCH_NAME = "tool_search";

/** Lets the model search the tools of MCP servers when there are too many to list. */
export function createToolSearchTool(servers: readonly string[]): FunctionToolSpec {
  return {
    type: "function",
    name: TOOL_SEARCH_NAME,
    description: `Finds tools of the MCP servers ${servers.join(", ")} by what they do. You can call the tools that it finds from then on. Search before you say that no tool exists for something.`,
    strict: false,
    parameters: {
      type: "object",
      properties: {
        query: { type: "string", description: "What the tool should do, in a few words" },
        limit: { type: "number", description: "The most tools to return. Default: 8" },
      },
      required: ["query"],
      additionalProperties: false,
    },
  };
}
