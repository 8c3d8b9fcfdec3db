import * as fc from "fast-check";

/** The keywords of JSON Schema that MCP's schemas and ours use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
}
export type Definitions = Readonly<Record<string, JsonSchema>>;

/** Generates values that match a schema. `#/…/name` refers to one of the definitions. */
export function arbitraryOf(schema: JsonSchema | true, definitions: Definitions): fc.Arbitrary<unknown> {
  if (schema === true) return jsonArbitrary;
  const inner = (part: JsonSchema) => arbitraryOf(part, definitions);
  if (schema.$ref !== undefined) return inner(definitions[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return withBranches(schema, fc.oneof(...branches.map(inner)), inner);
  if (schema.allOf?.[0] !== undefined && schema.allOf.length === 1) return inner(schema.allOf[0]);
  if (schema.allOf !== undefined) {
    return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...parts));
  }
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type: string) => inner({ ...schema, type })));
  switch (schema.type) {
    case "string":
      return fc.string({ minLength: schema.minLength ?? 0, maxLength: 12 });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "integer":
    case "number":
      return numberOf(schema);
    case "array":
      return fc.array(inner(schema.items ?? {}), { maxLength: 3 });
    case "object":
      return objectOf(schema, inner);
    default:
      return jsonArbitrary;
  }
}

/** An object with its own properties and those of one of the branches. */
function withBranches(
  schema: JsonSchema,
  branch: fc.Arbitrary<unknown>,
  inner: (part: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (schema.properties === undefined) return branch;
  return fc.tuple(objectOf(schema, inner), branch).map(([own, more]) => Object.assign({}, own, more));
}

// Without values that JSON changes: it has no negative zero.
const jsonArbitrary = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** In MCP's own TypeScript, "integer" numbers may be fractions, so fractions are only generated within limits. */
function numberOf({ type, minimum, maximum }: JsonSchema): fc.Arbitrary<number> {
  if (type === "number" && minimum !== undefined && maximum !== undefined) {
    return fc.double({ min: minimum, max: maximum, noNaN: true }).map((value) => value + 0);
  }
  return fc.integer({ min: Math.max(minimum ?? -1e9, -1e9), max: Math.min(maximum ?? 1e9, 1e9) });
}

function objectOf(schema: JsonSchema, inner: (part: JsonSchema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, inner(part)])), {
    requiredKeys: [...required],
  });
  if (additionalProperties === undefined || additionalProperties === false) return known;
  const value = inner(typeof additionalProperties === "object" ? additionalProperties : {});
  const key = fc.string({ maxLength: 8 }).filter((name) => !(name in properties) && name !== "__proto__");
  return fc.tuple(fc.dictionary(key, value, { maxKeys: 2 }), known).map(([more, rest]) => ({ ...more, ...rest }));
}
