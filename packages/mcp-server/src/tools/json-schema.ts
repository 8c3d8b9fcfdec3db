import { type ToolInputSchema, ToolInputSchemaSchema } from "@codex/mcp-types/tools";
import * as z from "zod/mini";

/** The JSON Schema of a tool's arguments. `descriptions` describes each argument. */
export function inputSchemaOf<T extends z.ZodMiniObject>(
  schema: T,
  descriptions: Readonly<Partial<Record<keyof z.infer<T> & string, string>>>,
): ToolInputSchema {
  const texts = new Map<string, unknown>(Object.entries(descriptions));
  const { properties = {}, required } = objectSchemaOf(schema);
  const described = Object.entries(properties).map(([name, property]) => [
    name,
    { ...withoutPropertyNames(property), description: texts.get(name) },
  ]);
  return { type: "object", properties: Object.fromEntries(described), required: required?.toSorted() };
}

/** The JSON Schema of a tool's `structuredContent`. */
export function outputSchemaOf(schema: z.ZodMiniType): ToolInputSchema {
  return objectSchemaOf(schema);
}

function objectSchemaOf(schema: z.ZodMiniType): ToolInputSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output" });
  // A union of objects has `type: object` only in its branches; MCP requires it at the top.
  return ToolInputSchemaSchema.parse({ ...rest, type: "object" });
}

/** A record's keys are always strings; clients with little support for JSON Schema fail on the keyword. */
function withoutPropertyNames(property: Readonly<Record<string, unknown>>): object {
  if (!("propertyNames" in property)) return property;
  const { propertyNames: _, ...rest } = property;
  return { ...rest, additionalProperties: true };
}
