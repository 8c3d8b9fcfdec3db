import type { CodexErrorCode } from "../../error.js";

/** Whether a request that was answered with this HTTP status may succeed later. */
export const isTemporary = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** The error for any other status. A request that is too large may fit after a compaction. */
export function codeOfStatus(status: number): CodexErrorCode {
  if (status === 413) return "context-window-exceeded";
  return status === 401 ? "auth-required" : "unexpected-status";
}
