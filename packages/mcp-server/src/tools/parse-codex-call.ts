import { createOutputSchema, type OutputSchema } from "@codex/exec";
import { type ArgumentsSchema, type ParsedArguments, parseToolArguments } from "./parse-tool-arguments.js";

interface Addition {
  readonly "output-schema"?: Readonly<Record<string, unknown>> | undefined;
}

export interface CodexCall<Arguments> {
  readonly args: Arguments;
  /** The form of the answer. */
  readonly outputSchema: OutputSchema | undefined;
}

/** Parses a call of `codex` or `codex-reply`, and the schema in it. */
export async function parseCodexCall<Arguments extends Addition>(
  schema: ArgumentsSchema<Arguments>,
  tool: string,
  given: unknown,
): Promise<ParsedArguments<CodexCall<Arguments>>> {
  const parsed = parseToolArguments(schema, tool, given);
  if (!parsed.ok) return parsed;
  const form = parsed.value["output-schema"];
  if (form === undefined) return { ...parsed, value: { args: parsed.value, outputSchema: undefined } };
  const created = await createOutputSchema(JSON.stringify(form));
  return created.ok
    ? { ...parsed, value: { args: parsed.value, outputSchema: created.outputSchema } }
    : { ok: false, message: `Invalid arguments for ${tool}: output-schema: ${created.problem}` };
}
