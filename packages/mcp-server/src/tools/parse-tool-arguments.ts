import { findFault, formatFault } from "@codex/mcp-types/fault";
import type * as z from "zod/mini";
import { unknownArguments } from "./unknown-arguments.js";

export type ParsedArguments<T> =
  /** `ignored`: names of arguments that mean nothing to the tool. */
  | { readonly ok: true; readonly value: T; readonly ignored: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The schema of an object, whose fields are known. */
export type ArgumentsSchema<T> = z.ZodMiniType<T> & { readonly shape: Readonly<Record<string, unknown>> };

/**
 * Parses a tool's arguments; the error is a sentence for the calling model. Unknown arguments are ignored, as MCP clients of other versions
 * send some. One that is only spelled differently is an error: a call must not run without its `approval_policy`.
 */
export function parseToolArguments<T>(schema: ArgumentsSchema<T>, tool: string, args: unknown): ParsedArguments<T> {
  const refused = (fault: string) => ({ ok: false, message: `Invalid arguments for ${tool}: ${fault}` }) as const;
  const { misspelled, ignored } = unknownArguments(Object.keys(schema.shape), args);
  if (misspelled !== undefined) return refused(`${misspelled.given} is unknown; did you mean ${misspelled.meant}?`);
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return { ok: true, value: parsed.data, ignored };
  return refused(formatFault(findFault(parsed.error.issues)));
}
