import { getSystemErrorMessage, getSystemErrorName } from "node:util";

/** A call of the system that failed, with its reason as people know it, and its name as `code`, as on Node's own. `errno` is positive. */
export function callFailed(call: string, errno: number): Error & { readonly code: string } {
  const error = new Error(`${call}: ${getSystemErrorMessage(-errno) ?? "unknown error"} (error ${errno})`);
  return Object.assign(error, { code: getSystemErrorName(-errno) });
}
