// Only loaded when there is a schema: ajv is larger than the rest of this package.
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";

/** Describes what is wrong with a value, one sentence per problem; empty if it matches. */
export type Validate = (value: unknown) => string[];

/** Compiles a JSON Schema, by default of the newest draft; throws if it is not one. Formats are not checked. */
export function compileSchema({ $schema, ...schema }: Readonly<Record<string, unknown>>): Validate {
  const Dialect = dialectOf($schema);
  // Without its `$schema`, which would be looked up and may name an unknown one.
  const validate = new Dialect({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message = "does not fit" }) => `${instancePath || "the document"} ${message}`,
    );
  };
}

function dialectOf($schema: unknown): typeof Ajv | typeof Ajv2019 | typeof Ajv2020 {
  if (typeof $schema !== "string") return Ajv2020;
  if (/draft-0[4-7]/.test($schema)) return Ajv;
  return $schema.includes("2019-09") ? Ajv2019 : Ajv2020;
}
