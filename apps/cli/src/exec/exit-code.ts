import type { CodexErrorCode } from "@codex/core";
import type { ExecOutcome } from "@codex/exec";

/** Exit statuses of `codex exec`, documented in docs/exec.md. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  /** There is no login or key, or the server refused it. */
  auth: 3,
  /** A usage or rate limit. */
  rateLimit: 4,
  /** This machine has no sandbox that can enforce the policy. */
  sandbox: 5,
  /** The final message does not match the requested schema. */
  schema: 6,
  /** A limit of the turn was reached. */
  limit: 7,
  /** A tool call failed, with --fail-on-tool-error. */
  tool: 8,
  interrupted: 130,
} as const;

/** Payment Required, Too Many Requests. */
const LIMIT_STATUSES: ReadonlySet<number> = new Set([402, 429]);

export function exitCodeOf({ status, failure, error }: ExecOutcome): number {
  switch (status) {
    case "completed":
      return failure === undefined ? ExitCode.done : failureCode(failure);
    case "failed":
      if (error?.http_status !== undefined && LIMIT_STATUSES.has(error.http_status)) return ExitCode.rateLimit;
      return failure === undefined ? ExitCode.failed : failureCode(failure);
    case "interrupted":
      return ExitCode.interrupted;
    case "tool-failed":
      return failure === undefined ? ExitCode.tool : failureCode(failure);
    case "schema-mismatch":
      return ExitCode.schema;
    default:
      return status satisfies never;
  }
}

/** The exit status of a run that failed with this error. */
export function failureCode(failure: CodexErrorCode): number {
  switch (failure) {
    case "auth-required":
    case "environment-variable-missing":
      return ExitCode.auth;
    case "usage-limit-reached":
    case "usage-not-included":
      return ExitCode.rateLimit;
    case "turn-limit-reached":
    case "token-limit-reached":
    case "time-limit-reached":
      return ExitCode.limit;
    case "sandbox-unavailable":
      return ExitCode.sandbox;
    case "interrupted":
      return ExitCode.interrupted;
    default:
      return ExitCode.failed;
  }
}
