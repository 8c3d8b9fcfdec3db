import { type ToolInputSchema, ToolInputSchemaSchema } from "@codex/mcp-types/tools";
import * as z from "zod/mini";

/** The schema of a tool's arguments for its callers. `descriptions` says what each argument is. */
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

/** The schema of a tool's `structuredContent`. */
export function outputSchemaOf(schema: z.ZodMiniType): ToolInputSchema {
  return objectSchemaOf(schema);
}

function objectSchemaOf(schema: z.ZodMiniType): ToolInputSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output" });
  // A union of objects says so only of its branches; MCP wants it said of the whole.
  return ToolInputSchemaSchema.parse({ ...rest, type: "object" });
}

/** A record's keys are strings anyway; clients that know little of JSON Schema stumble over the word. */
function withoutPropertyNames(property: Readonly<Record<string, unknown>>): object {
  if (!("propertyNames" in property)) return property;
  const { propertyNames: _, ...rest } = property;
  return { ...rest, additionalProperties: true };
}
