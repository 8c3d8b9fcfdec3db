import type { FunctionToolSpec, ToolSpec } from "../model/tool-spec.js";
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
  /** What the server says of itself. */
  readonly instructions?: string | undefined;
  readonly tools: ReadonlyMap<string, McpToolDescription>;
}

/** Characters of a server's words about itself; every request has them. */
const MAX_INSTRUCTIONS = 8000;

/** The tools of MCP servers, sorted by the name that the model calls them by. */
export function mcpToolSpecs(tools: Readonly<Record<string, McpToolDescription>>): ToolSpec[] {
  return mcpTools(Object.entries(tools), { keepsAllTypes: false });
}

/** The same for models that are told of them in groups. */
export function mcpToolGroups(groups: readonly McpToolGroup[]): ToolSpec[] {
  return groups
    .filter(({ tools }) => tools.size > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, server, instructions, tools }) => ({
      type: "namespace",
      name,
      description: instructions?.trim().slice(0, MAX_INSTRUCTIONS) || `Tools of the MCP server "${server}".`,
      tools: mcpTools(tools, { keepsAllTypes: true }),
    }));
}

/** Tools by the names that the model calls them by. */
function mcpTools(
  tools: Iterable<readonly [string, McpToolDescription]>,
  options: { readonly keepsAllTypes: boolean },
): FunctionToolSpec[] {
  return [...tools]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { description = "", inputSchema }]) => ({
      type: "function",
      name,
      // Some servers of models refuse a tool that says nothing of itself.
      description: description.trim() === "" ? `The tool ${name}.` : description,
      strict: false,
      parameters: cleanArguments(inputSchema, options),
    }));
}
