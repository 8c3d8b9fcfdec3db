import { findFault, formatFault } from "@codex/mcp-types/fault";
import type * as z from "zod/mini";

export type ParsedArguments<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** Parses a tool's arguments; the error is a sentence for the calling model. */
export function parseToolArguments<T>(schema: z.ZodMiniType<T>, tool: string, args: unknown): ParsedArguments<T> {
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return { ok: true, value: parsed.data };
  const fault = formatFault(findFault(parsed.error.issues));
  return { ok: false, message: `Invalid arguments for ${tool}: ${fault}` };
}
