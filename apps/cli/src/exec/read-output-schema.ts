import { readFile } from "node:fs/promises";
import path from "node:path";
import { decodeText } from "@codex/core";
import type { OutputSchema } from "@codex/exec";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

export type OutputSchemaSource =
  | { readonly type: "schema"; readonly outputSchema: OutputSchema | undefined }
  /** `message` is for a person. */
  | { readonly type: "unusable"; readonly message: string };

/** The schema of `--output-schema`, if there is one. */
export async function readOutputSchema(invocation: Invocation, io: Io): Promise<OutputSchemaSource> {
  const file = invocation.option("output-schema");
  if (file === undefined) return { type: "schema", outputSchema: undefined };
  const bytes = await readFile(path.resolve(io.cwd, file)).catch(() => undefined);
  if (bytes === undefined) return { type: "unusable", message: `--output-schema: ${file} cannot be read` };
  const { createOutputSchema } = await import("@codex/exec");
  const created = await createOutputSchema(decodeText(bytes));
  if (!created.ok)
    return { type: "unusable", message: `--output-schema: ${file} is no JSON Schema: ${created.problem}` };
  return { type: "schema", outputSchema: created.outputSchema };
}
