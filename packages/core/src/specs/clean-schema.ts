import { isJsonObject } from "../json.js";
import type { JsonSchema } from "../model/tool-spec.js";
import { SchemaDefinitions } from "./schema-definitions.js";

/** Deeper schemas are replaced by one that accepts anything, so that a server cannot exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * Cleans the schema of a tool's arguments. MCP servers write schemas that model providers refuse: without a `type`, with booleans in place
 * of schemas, with arrays of anything, with a choice at the top level. The result uses only what every provider accepts (one `type`,
 * objects with `properties`, arrays with `items`) and keeps what the model needs: choices (`anyOf`), values (`enum`) and references (`$ref`
 * into `$defs`).
 *
 * `keepsAllTypes`: the provider accepts `integer` and `null` too. For others, `integer` becomes `number`, and a type that may be null
 * becomes that type.
 */
export function cleanArguments(schema: JsonSchema, { keepsAllTypes = false }: SchemaOptions = {}): JsonSchema {
  const definitions = new SchemaDefinitions(schema);
  const root = objectOfVariants(definitions.follow(schema));
  const cleaned = cleanObject({ properties: {}, ...root, type: "object" }, { depth: 0, definitions, keepsAllTypes });
  const description = textOf(root["description"]);
  const found = definitions.cleaned((target) => cleanSchema(target, { depth: 1, definitions, keepsAllTypes }));
  return { ...cleaned, ...description, ...(Object.keys(found).length === 0 ? {} : { $defs: found }) };
}

interface SchemaOptions {
  readonly keepsAllTypes?: boolean;
}

interface Place extends Required<SchemaOptions> {
  readonly depth: number;
  readonly definitions: SchemaDefinitions;
}

const below = (place: Place): Place => ({ ...place, depth: place.depth + 1 });

function cleanSchema(schema: unknown, place: Place): JsonSchema {
  if (!isJsonObject(schema) || place.depth > MAX_DEPTH) return { type: "string" };
  const description = textOf(schema["description"]);
  const reference = place.definitions.reference(schema["$ref"]);
  if (reference !== undefined) return { $ref: reference, ...description };
  const variants = cleanVariants(schema, place);
  if (variants !== undefined) return { ...variants, ...description };
  const named = typeOf(schema);
  const type = named === "integer" && !place.keepsAllTypes ? "number" : named;
  switch (type) {
    case "object":
      return { ...cleanObject(schema, place), ...description };
    case "array":
      return { type, items: cleanSchema(schema["items"], below(place)), ...description };
    default:
      return { type, ...description, ...choices(type, schema) };
  }
}

/** Keeps the variants that have a type; drops those that only restrict the type next to them. */
function cleanVariants(schema: JsonSchema, place: Place): JsonSchema | undefined {
  const all = variantsOf(schema, "allOf");
  const [only] = all;
  if (only !== undefined && all.length === 1 && !("type" in schema)) return cleanSchema(only, below(place));
  if (all.length > 1 && !("properties" in schema)) {
    const parts = all.map((part) => place.definitions.follow(part));
    if (parts.every((part) => typeOf(part) === "object")) return cleanObject(merged(parts, "all"), place);
  }
  const listed = [...variantsOf(schema, "anyOf"), ...variantsOf(schema, "oneOf")];
  if (listed.length > 0) {
    const saysType = TYPES.has(schema["type"]) && (schema["type"] !== "object" || isJsonObject(schema["properties"]));
    return saysType ? undefined : { anyOf: listed.map((variant) => cleanVariant(variant, place)) };
  }
  const types = [schema["type"]].flat().filter((type) => TYPES.has(type) || (place.keepsAllTypes && type === "null"));
  if (types.length < 2) return undefined;
  return { anyOf: types.map((type) => cleanVariant({ ...schema, description: undefined, type }, place)) };
}

const cleanVariant = (variant: JsonSchema, place: Place): JsonSchema =>
  variant["type"] === "null" ? { type: "null" } : cleanSchema(variant, below(place));

/**
 * No provider accepts a choice at the top level, so the properties of all variants are merged. Required are those that every variant
 * requires.
 */
function objectOfVariants(schema: JsonSchema): JsonSchema {
  const variants = [...variantsOf(schema, "anyOf"), ...variantsOf(schema, "oneOf")].filter(
    (one) => "properties" in one,
  );
  const any = variants.length === 0 ? [] : [merged(variants, "any")];
  return merged([schema, ...variantsOf(schema, "allOf"), ...any], "all");
}

function merged(parts: readonly JsonSchema[], requires: "all" | "any"): JsonSchema {
  // Of several properties with one name, the first counts.
  const properties = parts.map((part) => Object.entries(isJsonObject(part["properties"]) ? part["properties"] : {}));
  const required = parts.map((part) => new Set(Array.isArray(part["required"]) ? part["required"] : []));
  const names = [...new Set(required.flatMap((set) => [...set]))];
  const kept = requires === "all" ? names : names.filter((name) => required.every((set) => set.has(name)));
  return {
    ...parts[0],
    properties: Object.fromEntries(properties.toReversed().flat()),
    ...(kept.length > 0 || parts.some((part) => "required" in part) ? { required: kept } : {}),
  };
}

function variantsOf(schema: JsonSchema, key: "anyOf" | "oneOf" | "allOf"): JsonSchema[] {
  const variants = schema[key];
  return Array.isArray(variants) ? variants.filter(isJsonObject) : [];
}

function cleanObject(schema: JsonSchema, place: Place): JsonSchema {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = schema["required"];
  const additional = schema["additionalProperties"];
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, cleanSchema(value, below(place))]),
    ),
    ...(Array.isArray(required) ? { required: required.filter((name) => typeof name === "string") } : {}),
    ...(typeof additional === "boolean" ? { additionalProperties: additional } : {}),
    ...(isJsonObject(additional) ? { additionalProperties: cleanSchema(additional, below(place)) } : {}),
  };
}

/** Differs from codex-rs, which hides the possible values from the model. */
function choices(type: string, schema: JsonSchema): JsonSchema {
  const values = valuesOf(schema).filter((value) => value !== null);
  const ofValues = type === "integer" ? "number" : type;
  return values.length > 0 && values.every((value) => typeof value === ofValues) ? { enum: values } : {};
}

const valuesOf = (schema: JsonSchema): readonly unknown[] =>
  Array.isArray(schema["enum"]) ? schema["enum"] : "const" in schema ? [schema["const"]] : [];

const TYPES = new Set<unknown>(["object", "array", "string", "number", "integer", "boolean"]);

function typeOf(schema: JsonSchema): string {
  const named = [schema["type"]].flat().find((type) => TYPES.has(type));
  return typeof named === "string" ? named : inferredType(schema);
}

function inferredType(schema: JsonSchema): string {
  const has = (...keys: string[]) => keys.some((key) => key in schema);
  if (has("properties", "required", "additionalProperties")) return "object";
  if (has("items", "prefixItems")) return "array";
  const values = valuesOf(schema);
  const ofValues = typeof values[0];
  if (TYPES.has(ofValues) && values.every((value) => typeof value === ofValues)) return ofValues;
  return has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") ? "number" : "string";
}

const textOf = (description: unknown): JsonSchema => (typeof description === "string" ? { description } : {});
