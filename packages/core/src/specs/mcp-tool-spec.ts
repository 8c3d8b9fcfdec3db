import type { FunctionToolSpec, ToolSpec } from "../model/tool-spec.js";
import { cleanArguments } from "./clean-schema.js";

/** The parts of an MCP tool's description that the model needs. */
export interface McpToolDescription {
  readonly description?: string | undefined;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** The tools of one server. */
export interface McpToolGroup {
  readonly name: string;
  readonly server: string;
  /** The server's instructions for using it. */
  readonly instructions?: string | undefined;
  readonly tools: ReadonlyMap<string, McpToolDescription>;
}

/** Characters of a server's instructions. They are part of every request. */
const MAX_INSTRUCTIONS = 8000;

/** The tools of MCP servers, sorted by their names for the model. */
export function mcpToolSpecs(tools: Readonly<Record<string, McpToolDescription>>): ToolSpec[] {
  return mcpTools(Object.entries(tools), { keepsAllTypes: false });
}

/** The same for models that support namespaces. */
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

/** Tools by their names for the model. */
function mcpTools(
  tools: Iterable<readonly [string, McpToolDescription]>,
  options: { readonly keepsAllTypes: boolean },
): FunctionToolSpec[] {
  return [...tools]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { description = "", inputSchema }]) => ({
      type: "function",
      name,
      // Some model providers refuse a tool without a description.
      description: description.trim() === "" ? `The tool ${name}.` : description,
      strict: false,
      parameters: cleanArguments(inputSchema, options),
    }));
}
