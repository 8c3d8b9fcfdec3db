import type { CodexErrorCode } from "../error.js";
import type { TokenUsage } from "./token-usage.js";

export type TurnStatus = "running" | "completed" | "failed" | "interrupted";

/** From one input of the user to the answer. */
export interface TurnInfo {
  /** Unique in the thread, the same after a resume. */
  readonly id: string;
  /** The turn of the session's own thread that a helper's turn works for; absent in others. */
  readonly rootTurnId?: string | undefined;
  readonly kind: "input" | "compaction" | "review" | "user-command";
  readonly status: TurnStatus;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds since 1970; there once the status is final. */
  readonly endedAt?: number | undefined;
  /** Tokens that the model can read at most, where that is known. */
  readonly contextWindow?: number | undefined;
  /** Why it failed. */
  readonly error?: TurnError | undefined;
  /** Why it was interrupted: somebody stopped it, another turn took its place, or the thread was closed. */
  readonly interruption?: "interrupted" | "replaced" | "closed" | undefined;
  /** What the model said last, when the turn completed. */
  readonly finalMessage?: string | undefined;
  /** Tokens of all its requests. */
  readonly usage?: TokenUsage | undefined;
  /** Tokens of the last of them. */
  readonly lastUsage?: TokenUsage | undefined;
}

export interface TurnError {
  readonly code: CodexErrorCode;
  /** For a person: what happened, where, what to do. */
  readonly message: string;
  /** The HTTP status, where a server answered. */
  readonly httpStatus?: number | undefined;
  /** The server's own code for what went wrong. */
  readonly serverCode?: string | undefined;
  /** What a server answered to a request that it found wrong, in its own words. */
  readonly responseBody?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** When a used-up limit comes back, in seconds since 1970. */
  readonly resetsAt?: number | undefined;
}
