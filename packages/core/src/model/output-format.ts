import type { JsonSchema } from "./tool-spec.js";

/** Requests JSON of a given shape. */
export interface JsonSchemaFormat {
  readonly name: string;
  readonly schema: JsonSchema;
  /** The server guarantees the shape; it rejects schemas that do not require every property and exclude others. */
  readonly strict: boolean;
}

export function jsonSchemaFormat(schema: JsonSchema): JsonSchemaFormat {
  return { name: "codex_output_schema", schema, strict: isStrict(schema) };
}

/** Whether every object in the schema requires all of its properties and allows no others. */
function isStrict(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return true;
  if (Array.isArray(schema)) return schema.every(isStrict);
  return (!describesObject(schema) || isClosed(schema)) && Object.values(schema).every(isStrict);
}

function describesObject(schema: object): boolean {
  return "type" in schema && (Array.isArray(schema.type) ? schema.type : [schema.type]).includes("object");
}

function isClosed(schema: object): boolean {
  const properties = "properties" in schema ? Object.keys(schema.properties ?? {}) : [];
  const required: unknown[] = "required" in schema && Array.isArray(schema.required) ? schema.required : [];
  return (
    "additionalProperties" in schema &&
    schema.additionalProperties === false &&
    properties.every((name) => required.includes(name))
  );
}
