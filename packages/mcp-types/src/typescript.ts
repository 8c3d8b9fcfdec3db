import { DEFINITION_PREFIX, type JsonSchema } from "./json-schema.js";

/** A type as TypeScript source, and the definitions that it refers to by name. */
export interface TypeText {
  readonly text: string;
  readonly used: ReadonlySet<string>;
}

/** Renders a schema of `jsonSchemaDefinitions`. Optional fields may also be `null`. */
export function typeScriptOf(schema: JsonSchema): TypeText {
  const used = new Set<string>();
  return { text: render(schema, { used, indent: "" }), used };
}

interface Place {
  /** The types that the text refers to. */
  readonly used: Set<string>;
  readonly indent: string;
}

function render(schema: JsonSchema, place: Place): string {
  if (schema.$ref !== undefined) return renderReference(schema.$ref, place);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    return union(branches.filter((branch) => !isUnknownVariant(branch)).map((branch) => render(branch, place)));
  }
  const { type } = schema;
  if (Array.isArray(type)) return union(type.map((one) => render({ ...schema, type: one }, place)));
  switch (type) {
    case "object":
      return renderObject(schema, place);
    case "array":
      return `Array<${render(plain(schema.items), place)}>`;
    case "integer":
      return "number";
    case undefined:
      return "unknown";
    default:
      return type;
  }
}

function renderReference(reference: string, { used }: Place): string {
  const name = reference.slice(DEFINITION_PREFIX.length);
  used.add(name);
  return name;
}

function renderObject(schema: JsonSchema, place: Place): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const inner = { ...place, indent: `${place.indent}  ` };
  const lines = Object.entries(properties).map(([key, property]) => {
    const value = plain(property);
    // A field with a default is always present after parsing, and is always written.
    const optional = !required.includes(key) && !("default" in value);
    return `${inner.indent}${propertyName(key)}${optional ? "?" : ""}: ${render(value, inner)};\n`;
  });
  const fields = `{\n${lines.join("")}${place.indent}}`;
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  if (!isOpen) return lines.length === 0 ? "Record<string, never>" : fields;
  const more = `{ [key: string]: ${render(plain(additionalProperties), place)} }`;
  return lines.length === 0 ? more : `${fields} & ${more}`;
}

/** Readers accept unknown keys and variants; types that said so would hide the known ones. */
const isUnknownVariant = (schema: JsonSchema): boolean =>
  plain(schema.properties?.["type"]).not !== undefined || isAnyWordOrObject(schema);

function isAnyWordOrObject({ anyOf }: JsonSchema): boolean {
  const [word, object] = anyOf ?? [];
  const isWord = word?.type === "string" && word.enum === undefined && word.const === undefined;
  return anyOf?.length === 2 && isWord && object?.type === "object" && object.properties === undefined;
}

/** `true` and lists of schemas do not occur, so the result for them does not matter. */
const plain = (schema: JsonSchema["items"] | boolean): JsonSchema =>
  typeof schema === "object" && !Array.isArray(schema) ? schema : {};

const propertyName = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

const union = (types: readonly string[]): string => [...new Set(types)].join(" | ");
