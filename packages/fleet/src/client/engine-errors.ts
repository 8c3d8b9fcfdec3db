import { CodexError, type CodexErrorCode } from "@codex/core";
import { isOutage } from "../connection/nats-errors.js";
import { FleetError, type FleetErrorCode } from "../fleet-error.js";

const CODES: Readonly<Partial<Record<FleetErrorCode, CodexErrorCode>>> = {
  "thread-not-found": "conversation-not-found",
  "not-running": "request-invalid",
  "question-not-open": "request-invalid",
  unreachable: "connection-failed",
};

/** Translates errors of the fleet into those of the engine. @throws CodexError */
export async function inEngineTerms<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CodexError) throw error;
    if (error instanceof FleetError)
      throw new CodexError(CODES[error.code] ?? "internal", error.message, { cause: error });
    if (!isOutage(error)) throw error;
    throw new CodexError("connection-failed", "the fleet's server does not answer", { cause: error });
  }
}

/** Files that a profile denies would be sent along with the rest of the folder. */
export const NO_PROFILES = "workers hold no permission profiles that deny files or keep parts of a folder as they are";

/** The error for a request that a fleet does not support. */
export function notOnFleet(what: string): CodexError {
  return new CodexError("request-invalid", `not on a fleet: ${what}`);
}
