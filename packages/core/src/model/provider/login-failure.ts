import { CodexError, errorMessage } from "../../error.js";

/** Codes of failures that may pass, as documented by `ModelAuth`. */
const PASSING: ReadonlySet<unknown> = new Set(["refresh-failed", "lock-failed"]);

/** Settles like `asking`, which asks for the user's login, but with failures as engine errors. */
export async function orLoginFailure<Answer>(asking: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  try {
    return await asking;
  } catch (cause) {
    if (cause instanceof CodexError) throw cause;
    if (signal.aborted) throw new CodexError("interrupted", "interrupted", { cause });
    const isPassing = cause instanceof Error && "code" in cause && PASSING.has(cause.code);
    throw new CodexError(isPassing ? "connection-failed" : "auth-required", errorMessage(cause), { cause });
  }
}
