import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Definitions, JsonSchema } from "@codex/test-support/json-schema-arbitrary";
import { Ajv } from "ajv";

/** The whole schema if it is beside the repository, otherwise the part that the tests need. */
const shared = fileURLToPath(new URL("../../../../shared/exams/wire-2026/schema/experimental/", import.meta.url));
const copy = fileURLToPath(new URL("data/schemas-0.171.json", import.meta.url));

/** The definitions of the wire of 0.171, by the names of their types. */
export function referenceDefinitions(): Definitions {
  const { ThreadTimelineEntry, ...rest } = publishedDefinitions();
  return { ...rest, ThreadTimelineEntry: inCamelCase(ThreadTimelineEntry) };
}

/** Only the published schema has snake case here; the TypeScript of 0.171 and its messages do not. */
function inCamelCase(schema: JsonSchema | undefined): JsonSchema {
  const names = /"(turn|started|completed|duration)_(id|at|ms)"/g;
  const text = JSON.stringify(schema).replace(names, (_, word: string, end: string) => {
    return `"${word}${end.charAt(0).toUpperCase()}${end.slice(1)}"`;
  });
  return JSON.parse(text);
}

function publishedDefinitions(): Definitions {
  const bundle = `${shared}codex_app_server_protocol.schemas.json`;
  if (!existsSync(bundle)) return JSON.parse(readFileSync(copy, "utf8")).definitions;
  const text = readFileSync(bundle, "utf8").replaceAll("#/definitions/v2/", "#/definitions/");
  const { v2, ...rest } = JSON.parse(text).definitions;
  return { ...rest, ...v2 };
}

/** Why a value does not match a type of the reference; undefined if it does. */
export function referenceValidator(definitions: Definitions): (name: string, value: unknown) => string | undefined {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema({ definitions }, "reference");
  return (name, value) => {
    const validate = ajv.getSchema(`reference#/definitions/${name}`);
    if (validate === undefined) return `the reference has no ${name}`;
    return validate(value) === true ? undefined : ajv.errorsText(validate.errors);
  };
}

/** Items of the vendor's services, which we only read. */
const NEVER_WRITTEN = ["imageGeneration"];

/** A schema without the parts that are only for readers: items that are never written, unknown words and variants. */
export function writable(schema: unknown): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    if (!isRecord(value)) return value;
    const key = Array.isArray(value["oneOf"]) ? "oneOf" : "anyOf";
    const branches: unknown = value[key];
    if (!Array.isArray(branches)) return value;
    return { ...value, [key]: branches.filter((branch) => !isUnknown(branch, branches)) };
  });
}

function isUnknown(branch: unknown, all: readonly unknown[]): boolean {
  if (!isRecord(branch)) return false;
  const { type, properties, additionalProperties, anyOf } = branch;
  if (Array.isArray(anyOf) && anyOf.length === 0) return true;
  if (type === "string" && branch["enum"] === undefined)
    return all.some((other) => isRecord(other) && "enum" in other) || isCatchAll(all);
  if (type === "object" && properties === undefined) return isRecord(additionalProperties) && isCatchAll(all);
  const tag = isRecord(properties) ? properties["type"] : undefined;
  return isRecord(tag) && ("not" in tag || NEVER_WRITTEN.some((name) => tag["const"] === name));
}

/** The counterpart of `unknownVariant`: any string, any object. */
const isCatchAll = (all: readonly unknown[]): boolean =>
  all.length === 2 &&
  all.every((branch) => isRecord(branch) && (branch["type"] === "string" || branch["type"] === "object"));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
