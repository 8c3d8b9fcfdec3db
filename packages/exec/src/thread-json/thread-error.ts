import { CodexError, errorMessage, type TurnError, type TurnInfo } from "@codex/core";
import type { ThreadError } from "../events/index.js";

/** The error of a turn in this format; undefined if the turn completed. */
export function threadErrorOf({ status, error }: TurnInfo): ThreadError | undefined {
  if (status === "interrupted") return { message: "the turn was interrupted", code: "interrupted" };
  if (status !== "failed") return undefined;
  return error === undefined ? { message: "the turn failed", code: "internal" } : threadError(error);
}

/** A thrown error in this format. */
export function threadErrorFrom(error: unknown): ThreadError {
  const message = errorMessage(error);
  if (!(error instanceof CodexError)) return { message, code: "internal" };
  const { code, status, retryAfterMs, resetsAt } = error;
  return threadError({ message, code, httpStatus: status, retryAfterMs, resetsAt });
}

function threadError({ message, code, httpStatus, retryAfterMs, resetsAt }: TurnError): ThreadError {
  return {
    message,
    code,
    ...(httpStatus === undefined ? {} : { http_status: httpStatus }),
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
    ...(resetsAt === undefined ? {} : { resets_at: resetsAt }),
  };
}
