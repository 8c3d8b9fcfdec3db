import { type Fault, findFault, formatFault } from "@codex/mcp-types/fault";
import type * as z from "zod/mini";

/** `not-json`: the text is not JSON. `invalid`: the value is not of the expected type. */
export type ProtocolErrorCode = "not-json" | "invalid";

/** The error that this package throws for values that do not parse. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolErrorCode;
  /** The position of the error, such as `["items", 0, "data"]`; empty for the value as a whole. */
  readonly path: readonly PropertyKey[];

  constructor(code: ProtocolErrorCode, fault: Fault, options?: ErrorOptions) {
    super(formatFault(fault), options);
    this.code = code;
    this.path = fault.path;
  }
}

export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ProtocolError };

/** Parses a value of a wire type. */
export function safeParseValue<S extends z.ZodMiniType>(schema: S, value: unknown): ParseResult<z.infer<S>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, error: new ProtocolError("invalid", findFault(parsed.error.issues)) };
}

/** Parses a value of a wire type from JSON. */
export function safeParseText<S extends z.ZodMiniType>(schema: S, text: string): ParseResult<z.infer<S>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return { ok: false, error: new ProtocolError("not-json", { path: [], reason: "not JSON" }, { cause }) };
  }
  return safeParseValue(schema, value);
}

/** Like `safeParseValue`, but throws the `ProtocolError`. */
export function parseValue<S extends z.ZodMiniType>(schema: S, value: unknown): z.infer<S> {
  return unwrap(safeParseValue(schema, value));
}

/** Like `safeParseText`, but throws the `ProtocolError`. */
export function parseText<S extends z.ZodMiniType>(schema: S, text: string): z.infer<S> {
  return unwrap(safeParseText(schema, text));
}

function unwrap<T>(result: ParseResult<T>): T {
  if (result.ok) return result.value;
  throw result.error;
}
