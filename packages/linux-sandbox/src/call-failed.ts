import { getSystemErrorMessage } from "node:util";

/** A call of the system that failed, with its reason as people know it. `errno` is positive. */
export function callFailed(call: string, errno: number): Error {
  return new Error(`${call}: ${getSystemErrorMessage(-errno) ?? "unknown error"} (error ${errno})`);
}
