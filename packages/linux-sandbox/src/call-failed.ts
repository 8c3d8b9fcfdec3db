import { getSystemErrorMessage, getSystemErrorName } from "node:util";

/**
 * An error for a failed system call, with the usual description and, as in Node's own errors, its name as `code`. `errno` is
 * positive.
 */
export function callFailed(call: string, errno: number): Error & { readonly code: string } {
  const error = new Error(`${call}: ${getSystemErrorMessage(-errno) ?? "unknown error"} (error ${errno})`);
  return Object.assign(error, { code: getSystemErrorName(-errno) });
}
