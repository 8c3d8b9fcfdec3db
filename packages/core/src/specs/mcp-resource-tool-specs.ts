import type { FunctionToolSpec } from "../model/tool-spec.js";

/** Lets the model read the resources of MCP servers. `servers` are those that have resources. */
export function mcpResourceToolSpec(
  name: "list_mcp_resources" | "list_mcp_resource_templates" | "read_mcp_resource",
  servers: readonly string[],
): FunctionToolSpec {
  const server = { type: "string", description: `One of ${servers.join(", ")}` } as const;
  const reads = name === "read_mcp_resource";
  const properties = reads
    ? {
        server,
        uri: { type: "string", description: "The resource's URI, from the list or built from a template" } as const,
      }
    : { server: { ...server, description: `${server.description}. Default: all of them` } };
  return {
    type: "function",
    name,
    description: DESCRIPTIONS[name],
    strict: false,
    parameters: {
      type: "object",
      properties,
      ...(reads && { required: ["server", "uri"] }),
      additionalProperties: false,
    },
  };
}

const DESCRIPTIONS = {
  list_mcp_resources:
    "Lists the resources that MCP servers offer, such as files, tables and notes. Look here before you search the web.",
  list_mcp_resource_templates:
    "Lists URI templates of MCP servers: patterns for resources that are not listed individually.",
  read_mcp_resource: "Reads a resource of an MCP server.",
} as const;
