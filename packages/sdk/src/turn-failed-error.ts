import type { ThreadError } from "./events.js";

/** A turn that failed. `message` is for people; switch on the code. */
export class TurnFailedError extends Error {
  override readonly name = "TurnFailedError";
  /** A code of `CodexError` of `@codex/core`; undefined where a program of `codexPathOverride` gives none. */
  readonly code: string | undefined;
  readonly httpStatus: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** In seconds since 1970. */
  readonly resetsAt: number | undefined;

  constructor({ message, code, http_status, retry_after_ms, resets_at }: ThreadError) {
    super(message);
    this.code = code;
    this.httpStatus = http_status;
    this.retryAfterMs = retry_after_ms;
    this.resetsAt = resets_at;
  }
}
