import { readFileSync } from "node:fs";
import * as mcpTypes from "@codex/mcp-types";
import { arbitraryOf, type Definitions, type JsonSchema } from "@codex/test-support/json-schema-arbitrary";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";

/** The official schemas, as they were published: `schema/VERSION/schema.json` of the specification's repository. */
const folder = new URL("specification/", import.meta.url);

/** Base types of the specification, which no message uses directly. */
const ABSTRACT = new Set(["BaseMetadata", "Notification", "Request", "PaginatedRequest"]);
/** A result does not name its type, so it may be read as another one. */
const AMBIGUOUS = new Set(["ClientResult", "ServerResult"]);
/** Types extended in 2025-11-25: ours have the additions, the older schema does not. */
const WIDER_THAN_2025_06_18 = new Set([
  "CancelledNotification",
  "ClientNotification",
  "ClientRequest",
  "CreateMessageRequest",
  "CreateMessageResult",
  "ElicitRequest",
  "ElicitResult",
  "EnumSchema",
  "JSONRPCError",
  "JSONRPCMessage",
  "JSONRPCResponse",
  "PrimitiveSchemaDefinition",
  "SamplingMessage",
  "ServerNotification",
  "ServerRequest",
]);

const NAMED_OTHERWISE: Readonly<Record<string, z.ZodMiniType>> = {
  Error: mcpTypes.JSONRPCErrorErrorSchema,
  JSONRPCResponse: z.union([mcpTypes.JSONRPCResponseSchema, mcpTypes.JSONRPCErrorSchema]),
};

function ourSchema(name: string): z.ZodMiniType {
  const found: unknown =
    NAMED_OTHERWISE[name] ?? Object.entries(mcpTypes).find(([key]) => key === `${name}Schema`)?.[1];
  if (!isSchema(found)) throw new Error(`@codex/mcp-types has no ${name}Schema`);
  return found;
}
const isSchema = (value: unknown): value is z.ZodMiniType => value instanceof z.ZodMiniType;

interface Version {
  readonly version: string;
  readonly definitions: Definitions;
  readonly validate: (name: string, value: unknown) => string | undefined;
}

function loadVersion(version: string): Version {
  const schema = JSON.parse(readFileSync(new URL(`${version}.schema.json`, folder), "utf8"));
  const key = "$defs" in schema ? "$defs" : "definitions";
  const options = { strict: false, validateFormats: false };
  const ajv = key === "$defs" ? new Ajv2020(options) : new Ajv(options);
  ajv.addSchema(schema, "mcp");
  return {
    version,
    definitions: schema[key],
    validate(name, value) {
      const check = ajv.getSchema(`mcp#/${key}/${name}`);
      return check?.(value) === true ? undefined : ajv.errorsText(check?.errors);
    },
  };
}

/** 2025-06-18 describes messages without their envelope. */
const withEnvelope = (name: string, value: unknown): unknown => {
  if (name.endsWith("Request")) return { jsonrpc: "2.0", id: 1, ...Object(value) };
  return name.endsWith("Notification") ? { jsonrpc: "2.0", ...Object(value) } : value;
};

const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(["2025-06-18", "2025-11-25"])("against the schema of %s", (name) => {
  const { version, definitions, validate } = loadVersion(name);
  const names = Object.keys(definitions).filter((type) => !ABSTRACT.has(type));

  test.each(names)("%s: what the specification allows is read and written back", (type) => {
    const schema = ourSchema(type);
    fc.assert(
      fc.property(arbitraryOf(definitions[type] ?? {}, definitions), (example) => {
        const value = withEnvelope(type, example);
        const output = written(schema.parse(value));
        if (!AMBIGUOUS.has(type)) expect(output).toEqual(value);
        expect(validate(type, output)).toBe(undefined);
      }),
      { numRuns: 30 },
    );
  });

  const narrow = names.filter((type) => version !== "2025-06-18" || !WIDER_THAN_2025_06_18.has(type));
  test.each(narrow)("%s: what we allow, the specification allows", (type) => {
    const { $defs = {}, ...schema } = z.toJSONSchema(ourSchema(type), { io: "input" }) as JsonSchema & {
      $defs?: Definitions;
    };
    fc.assert(
      fc.property(arbitraryOf(schema, $defs), (value) => {
        expect(validate(type, written(ourSchema(type).parse(value)))).toBe(undefined);
      }),
      { numRuns: 30 },
    );
  });
});
