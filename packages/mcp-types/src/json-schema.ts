import * as z from "zod/mini";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The path under which definitions refer to each other. */
export const DEFINITION_PREFIX = "#/$defs/";

/**
 * Schemas as JSON Schema (draft 2020-12) that refer to each other by name, sorted by name. Optional fields may also be `null`, and objects
 * may have more keys: readers accept both.
 */
export function jsonSchemaDefinitions(named: Iterable<readonly [string, z.ZodMiniType]>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  const aliases: Record<string, JsonSchema> = {};
  for (const [name, schema] of named) {
    const first = registry.get(schema)?.id;
    if (first === undefined) registry.add(schema, { id: name });
    else if (first !== name) aliases[name] = { $ref: DEFINITION_PREFIX + first };
  }
  const { schemas } = z.toJSONSchema(registry, {
    io: "input",
    unrepresentable: "any",
    uri: (id) => DEFINITION_PREFIX + id,
    override: completeSchema,
  });
  const definitions = Object.entries(schemas).map(([name, schema]) => [name, withoutHeader(schema)] as const);
  return sorted({ ...Object.fromEntries(definitions), ...aliases });
}

/** The schemas that a module exports, by the names of their types. */
export function namedSchemas(exported: Readonly<Record<string, unknown>>): [string, z.ZodMiniType][] {
  const found: [string, z.ZodMiniType][] = [];
  for (const [name, value] of Object.entries(exported)) {
    if (value instanceof z.ZodMiniType) found.push([name.replace(/Schema$/, ""), value]);
  }
  return found;
}

/**
 * Adds what zod omits: an `option` accepts `null` as absent, but its JSON form is only the inner schema's; a default is lost if the inner
 * schema has a name.
 */
function completeSchema({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: JsonSchema }): void {
  if (zodSchema instanceof z.ZodMiniDefault) jsonSchema.default = zodSchema.def.defaultValue;
  const inside = zodSchema instanceof z.ZodMiniOptional ? zodSchema.def.innerType : undefined;
  if (!(inside instanceof z.ZodMiniPipe) || !(inside.def.in instanceof z.ZodMiniTransform)) return;
  const inner = { ...jsonSchema };
  for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword];
  jsonSchema.anyOf = [inner, { type: "null" }];
}

function withoutHeader({ $schema: _, $id: __, id: ___, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
