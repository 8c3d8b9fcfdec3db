import { type Tool, ToolSchema } from "@codex/mcp-types";
import { isObject, type JsonObject } from "./json-object.js";

/**
 * Reads a tool from a server's list. Only a name is required: a missing or loose input schema becomes a schema of an object, and any other
 * invalid field is omitted.
 */
export function readTool(raw: unknown): Tool | undefined {
  if (!isObject(raw) || typeof raw["name"] !== "string" || raw["name"] === "") return undefined;
  const listed: JsonObject = { ...raw, inputSchema: objectSchema(raw["inputSchema"]) };
  const fields = Object.entries(ToolSchema.shape).flatMap(([key, schema]) => {
    const field = schema.safeParse(listed[key]);
    return field.success && field.data !== undefined ? [[key, field.data] as const] : [];
  });
  return ToolSchema.safeParse(Object.fromEntries(fields)).data;
}

function objectSchema(schema: unknown): JsonObject {
  if (!isObject(schema)) return { type: "object" };
  const { properties, required, ...rest } = schema;
  return {
    ...rest,
    type: "object",
    ...(isObject(properties) ? { properties: propertySchemas(properties) } : {}),
    ...(Array.isArray(required) ? { required: required.filter((name) => typeof name === "string") } : {}),
  };
}

/** The schema `true` accepts anything, `false` nothing. */
function propertySchemas(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      isObject(schema) ? schema : schema === false ? { not: {} } : {},
    ]),
  );
}
