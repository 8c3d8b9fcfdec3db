import type { Schema } from "@codex/jsonrpc";
import { findFault, formatFault } from "@codex/mcp-types/fault";
import { invalidRequest } from "./rpc-errors.js";

/** The parameters of a request. Throws -32600 with what is wrong with them. */
export function readParams<T>(schema: Schema<T>, params: unknown): T {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const fault = findFault(result.error.issues);
  const missing = missingField(params, fault.path);
  throw invalidRequest(
    `Invalid request: ${missing === undefined ? formatFault(fault) : `missing field \`${missing}\``}`,
  );
}

/** The name of the field at this path, if it is what is missing. */
function missingField(params: unknown, path: readonly PropertyKey[]): string | undefined {
  if (path.length === 0) return params == null ? "params" : undefined;
  const name = path.at(-1);
  const parent = path.slice(0, -1).reduce(valueAt, params);
  const isMissing = typeof name === "string" && typeof parent === "object" && parent !== null && !(name in parent);
  return isMissing ? name : undefined;
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
