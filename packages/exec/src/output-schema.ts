import { errorMessage } from "@codex/core";
import type { Validate } from "./compile-schema.js";

/** A JSON Schema that a final message must match. */
export interface OutputSchema {
  /** As the user wrote it. */
  readonly schema: Readonly<Record<string, unknown>>;
  check(message: string): SchemaCheck;
}

export type SchemaCheck =
  /** `json`: the document, without a code fence that was around it. */
  { readonly ok: true; readonly json: string } | { readonly ok: false; readonly problems: readonly string[] };

export type CreateOutputSchemaResult =
  | { readonly ok: true; readonly outputSchema: OutputSchema }
  | { readonly ok: false; readonly problem: string };

const MAX_PROBLEMS = 10;

/** Parses a JSON Schema; formats are not checked. */
export async function createOutputSchema(text: string): Promise<CreateOutputSchemaResult> {
  const schema = parseJson(text);
  if (!isObject(schema)) return { ok: false, problem: "it is not a JSON object" };
  const { compileSchema } = await import("./compile-schema.js");
  try {
    const validate = compileSchema(schema);
    return { ok: true, outputSchema: { schema, check: (message) => checkMessage(message, validate) } };
  } catch (error) {
    return { ok: false, problem: errorMessage(error) };
  }
}

function checkMessage(message: string, validate: Validate): SchemaCheck {
  const json = withoutFence(message);
  const value = parseJson(json);
  if (value === undefined) return { ok: false, problems: ["it is not JSON"] };
  const problems = new Set(validate(value));
  return problems.size === 0 ? { ok: true, json } : { ok: false, problems: [...problems].slice(0, MAX_PROBLEMS) };
}

/** Removes a code fence around the whole text, since models like to put JSON into one. */
export function withoutFence(text: string): string {
  return /^```(?:json)?\n([\s\S]*)\n```$/.exec(text.trim())?.[1] ?? text.trim();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
