import path from "node:path";
import { decodeText, errorMessage, readGivenFile } from "@codex/core";
import type { OutputSchema } from "@codex/exec";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

export type OutputSchemaSource =
  | { readonly type: "schema"; readonly outputSchema: OutputSchema | undefined }
  /** `message` is for a person. */
  | { readonly type: "unusable"; readonly message: string };

/** The schema of `--output-schema`, if given. */
export async function readOutputSchema(invocation: Invocation, io: Io): Promise<OutputSchemaSource> {
  const file = invocation.option("output-schema");
  if (file === undefined) return { type: "schema", outputSchema: undefined };
  const read = await readText(path.resolve(io.cwd, file), io.signal);
  if (!read.ok) return { type: "unusable", message: `--output-schema: ${file} cannot be read: ${read.reason}` };
  const { createOutputSchema } = await import("@codex/exec");
  const created = await createOutputSchema(read.text);
  if (!created.ok)
    return { type: "unusable", message: `--output-schema: ${file} is not a JSON Schema: ${created.problem}` };
  return { type: "schema", outputSchema: created.outputSchema };
}

type ReadText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

async function readText(file: string, signal: AbortSignal): Promise<ReadText> {
  try {
    return { ok: true, text: decodeText(await readGivenFile(file, { signal })) };
  } catch (error) {
    return { ok: false, reason: errorMessage(error) };
  }
}
