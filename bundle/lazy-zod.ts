// Replaces `zod/mini` in the bundles: a schema is created at first use. A command declares about a thousand of them and uses a few dozen,
// and each costs 15 µs plus garbage collection.
import * as mini from "zod/mini";

// biome-ignore lint/performance/noReExportAll: it stands for the whole module; the bundler takes what is used.
export * from "zod/mini";

type Schema = Pick<mini.ZodMiniType, "_zod" | "~standard" | "check">;
type Checks = Parameters<Schema["check"]>;

/** A declared schema, how to create it, and its stand-in. */
interface Declared {
  schema: Schema | (() => Schema);
  standIn?: Schema;
}

/** The property of a stand-in that contains the real schema. */
const MADE = Symbol("made");

const atFirstUse: ProxyHandler<Declared> = {
  get(declared, property) {
    if (property === MADE) return made(declared);
    // A schema with checks is a new schema.
    if (property === "check") return (...checks: Checks) => standInFor(() => made(declared).check(...checks));
    return Reflect.get(made(declared), property);
  },
  // Other libraries recognize schemas by their properties.
  has: (declared, property) => Reflect.has(made(declared), property),
};

function made(declared: Declared): Schema {
  if (typeof declared.schema !== "function") return declared.schema;
  const declaredAs = declared.schema();
  const schema: Schema = Reflect.get(declaredAs, MADE) ?? declaredAs;
  declared.schema = schema;
  // Descriptions are registered for the schema that they describe.
  const description = mini.globalRegistry.get(declaredAs);
  if (description !== undefined && declared.standIn !== undefined)
    mini.globalRegistry.add(declared.standIn, description);
  return schema;
}

function standInFor(schema: () => Schema): Schema {
  const declared: Declared = { schema };
  declared.standIn = new Proxy(declared, atFirstUse) as unknown as Schema;
  return declared.standIn;
}

function lazy<Declare extends (...args: never[]) => Schema>(declare: Declare): Declare {
  return ((...args) => standInFor(() => declare(...args))) as Declare;
}

/** A module's declaration with all its parts: `lazy-schemas.ts` passes each schema through this. */
export const whole = standInFor;

export const _default = /* @__PURE__ */ lazy(mini._default);
export const array = /* @__PURE__ */ lazy(mini.array);
export const boolean = /* @__PURE__ */ lazy(mini.boolean);
export const discriminatedUnion = /* @__PURE__ */ lazy(mini.discriminatedUnion);
export const extend = /* @__PURE__ */ lazy(mini.extend);
export const guid = /* @__PURE__ */ lazy(mini.guid);
export const int = /* @__PURE__ */ lazy(mini.int);
export const literal = /* @__PURE__ */ lazy(mini.literal);
export const looseObject = /* @__PURE__ */ lazy(mini.looseObject);
export const nullable = /* @__PURE__ */ lazy(mini.nullable);
export const nullish = /* @__PURE__ */ lazy(mini.nullish);
export const number = /* @__PURE__ */ lazy(mini.number);
export const object = /* @__PURE__ */ lazy(mini.object);
export const optional = /* @__PURE__ */ lazy(mini.optional);
export const pipe = /* @__PURE__ */ lazy(mini.pipe);
export const record = /* @__PURE__ */ lazy(mini.record);
export const strictObject = /* @__PURE__ */ lazy(mini.strictObject);
export const string = /* @__PURE__ */ lazy(mini.string);
export const transform = /* @__PURE__ */ lazy(mini.transform);
export const union = /* @__PURE__ */ lazy(mini.union);
export const unknown = /* @__PURE__ */ lazy(mini.unknown);

const enumeration = /* @__PURE__ */ lazy(mini.enum);
const caught = /* @__PURE__ */ lazy(mini.catch);

export { caught as catch, enumeration as enum };
