/** Every way in which `@codex/core` breaks a promise. Switch on the code, never on the message. */
export const CODEX_ERROR_CODES = [
  "config-invalid",
  "config-conflict",
  "config-required",
  "environment-variable-missing",
  "mcp-server-required",
  "auth-required",
  "conversation-not-found",
  "thread-in-use",
  "cursor-invalid",
  "conversation-ended",
  "rollout-invalid",
  "request-invalid",
  "unexpected-status",
  "retry-limit-reached",
  "connection-failed",
  "stream-disconnected",
  "server-overloaded",
  "model-not-found",
  "request-refused",
  "usage-limit-reached",
  "usage-not-included",
  "context-window-exceeded",
  "turn-limit-reached",
  "token-limit-reached",
  "time-limit-reached",
  "denied-too-often",
  "sandbox-unavailable",
  "interrupted",
  "internal",
] as const;
export type CodexErrorCode = (typeof CODEX_ERROR_CODES)[number];

export interface CodexErrorOptions extends ErrorOptions {
  /** How long the other side asked us to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number;
  /** When a used-up limit comes back, in seconds since 1970. */
  readonly resetsAt?: number;
  /** The HTTP status, where a server answered. */
  readonly status?: number;
  /** The server's own code for what went wrong. */
  readonly serverCode?: string;
  /** What a server answered to a request that it found wrong, in its own words; without secrets. */
  readonly responseBody?: string;
  /** Where in a file of the user's the fault is; lines and columns count from 1. */
  readonly location?: { readonly file: string; readonly line: number; readonly column: number };
}

/** The one error type that `@codex/core` throws. `message` is meant for a person: what happened, where, what to do. */
export class CodexError extends Error {
  override readonly name = "CodexError";
  readonly code: CodexErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly resetsAt: number | undefined;
  readonly status: number | undefined;
  readonly serverCode: string | undefined;
  readonly responseBody: string | undefined;
  readonly location: CodexErrorOptions["location"] | undefined;

  constructor(code: CodexErrorCode, message: string, options: CodexErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.resetsAt = options.resetsAt;
    this.status = options.status;
    this.serverCode = options.serverCode;
    this.responseBody = options.responseBody;
    this.location = options.location;
  }
}

/** What went wrong, in the words of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A failed system call's `code`, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
