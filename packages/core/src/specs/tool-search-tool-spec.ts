import type { FunctionToolSpec } from "../model/tool-spec.js";

export const TOOL_SEARCH_NAME = "tool_search";

/** Lets the model search the tools of MCP servers when there are too many to list. */
export function createToolSearchTool(servers: readonly string[]): FunctionToolSpec {
  return {
    type: "function",
    name: TOOL_SEARCH_NAME,
    description: `Finds tools of the MCP servers ${servers.join(", ")} by what they do. Those that it finds can be called from then on; search before you say that there is no tool for something.`,
    strict: false,
    parameters: {
      type: "object",
      properties: {
        query: { type: "string", description: "What the tool should do, in a few words" },
        limit: { type: "number", description: "How many to find at most. Default: 8" },
      },
      required: ["query"],
      additionalProperties: false,
    },
  };
}
