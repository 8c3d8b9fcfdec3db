// Only loaded when there is a schema: ajv is larger than the rest of this package.
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

/** The faults of a value, a sentence each; none when it fits. */
export type Validate = (value: unknown) => string[];

/** Compiles a JSON Schema, of the newest draft unless it says otherwise; throws when it is none. Formats are not checked. */
export function compileSchema(schema: Readonly<Record<string, unknown>>): Validate {
  const options = { allErrors: true, strict: false, validateFormats: false };
  const validate = (isOldDraft(schema) ? new Ajv(options) : new Ajv2020(options)).compile(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message = "does not fit" }) => `${instancePath || "the document"} ${message}`,
    );
  };
}

function isOldDraft({ $schema }: Readonly<Record<string, unknown>>): boolean {
  return typeof $schema === "string" && /draft-0[4-7]/.test($schema);
}
