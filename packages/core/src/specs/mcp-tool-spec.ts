import type { FunctionToolSpec, JsonSchema } from "../model/tool-spec.js";

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
    parameters: cleanSchema({ properties: {}, ...tool.inputSchema, type: "object" }, 0),
  };
}

/** Schemas nested deeper than this stand for anything; a server must not exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * Servers write schemas that models' servers refuse: without a `type`, with several, with booleans for schemas. This keeps
 * to what is accepted everywhere: every schema has one `type`, objects have `properties`, arrays have `items`.
 */
function cleanSchema(schema: unknown, depth: number): JsonSchema {
  if (!isObject(schema) || depth > MAX_DEPTH) return { type: "string" };
  const type = typeOf(schema);
  const description = typeof schema["description"] === "string" ? { description: schema["description"] } : {};
  switch (type) {
    case "object":
      return { ...cleanObject(schema, depth), ...description };
    case "array":
      return { type, items: cleanSchema(schema["items"], depth + 1), ...description };
    default:
      return { type, ...description, ...choices(type, schema["enum"]) };
  }
}

/** Differs from codex-rs: it keeps from the model which values there are. */
function choices(type: string, values: unknown): JsonSchema {
  const fit = Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === type);
  return fit ? { enum: values } : {};
}

function cleanObject(schema: JsonSchema, depth: number): JsonSchema {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = schema["required"];
  const additional = schema["additionalProperties"];
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, cleanSchema(value, depth + 1)]),
    ),
    ...(Array.isArray(required) ? { required: required.filter((name) => typeof name === "string") } : {}),
    ...(typeof additional === "boolean" ? { additionalProperties: additional } : {}),
  };
}

const TYPES = new Set<unknown>(["object", "array", "string", "number", "integer", "boolean"]);

function typeOf(schema: JsonSchema): string {
  const named = [schema["type"]].flat().find((type) => TYPES.has(type));
  const type = typeof named === "string" ? named : inferredType(schema);
  return type === "integer" ? "number" : type;
}

function inferredType(schema: JsonSchema): string {
  const has = (...keys: string[]) => keys.some((key) => key in schema);
  if (has("properties", "required", "additionalProperties")) return "object";
  if (has("items", "prefixItems")) return "array";
  if (has("enum", "const", "format")) return "string";
  return has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") ? "number" : "string";
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
