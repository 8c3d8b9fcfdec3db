import type { CodexErrorCode } from "../error.js";
import type { TokenUsage } from "./token-usage.js";

export type TurnStatus = "running" | "completed" | "failed" | "interrupted";

/** A turn: from one input of the user to the answer. */
export interface TurnInfo {
  /** Unique in the thread, and unchanged after a resume. */
  readonly id: string;
  /** The turn, of another thread, that this turn works for: a subagent's of the main thread, or what a client names. */
  readonly rootTurnId?: string | undefined;
  readonly kind: "input" | "compaction" | "review" | "user-command";
  readonly status: TurnStatus;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds since 1970; set once the status is final. */
  readonly endedAt?: number | undefined;
  /** The model's context window in tokens, if known. */
  readonly contextWindow?: number | undefined;
  /** Why it failed. */
  readonly error?: TurnError | undefined;
  /** Why it was interrupted: somebody or a hook stopped it, another turn replaced it, or the thread was closed. */
  readonly interruption?: "interrupted" | "stopped-by-hook" | "replaced" | "closed" | undefined;
  /** The model's last message, if the turn completed. */
  readonly finalMessage?: string | undefined;
  /** Calls that failed and have no item, such as those with invalid arguments. */
  readonly failedCalls?: FailedCalls | undefined;
  /** Tokens of all its requests. */
  readonly usage?: TokenUsage | undefined;
  /** Tokens of the last of them. */
  readonly lastUsage?: TokenUsage | undefined;
}

export interface FailedCalls {
  readonly count: number;
  /** The tool that was called first of them, and why the call failed; shortened. */
  readonly first: string;
}

export interface TurnError {
  readonly code: CodexErrorCode;
  /** For people: what happened, where, and what to do. */
  readonly message: string;
  /** The HTTP status, if a server answered. */
  readonly httpStatus?: number | undefined;
  /** The server's own error code. */
  readonly serverCode?: string | undefined;
  /** The server's message about a request that it refused. */
  readonly responseBody?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** When a limit is reset, in seconds since 1970. */
  readonly resetsAt?: number | undefined;
}
