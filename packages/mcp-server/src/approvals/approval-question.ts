import type { EventMsg, ReviewDecision } from "@codex/protocol";

export type ApprovalRequest = Extract<EventMsg, { type: "exec_approval_request" | "apply_patch_approval_request" }>;

/** A turn wants to know whether it may do something. */
export interface ApprovalQuestion {
  readonly conversationId: string;
  /** Of the event that asks; also of the turn. */
  readonly eventId: string;
  readonly request: ApprovalRequest;
  /** Whether a yes lets a command run without the sandbox. */
  readonly outsideSandbox: boolean;
}

/**
 * Puts a question to whoever may answer it. The signal is aborted when the answer is of no use any more. What throws
 * counts as denied.
 */
export type Asker = (question: ApprovalQuestion, signal: AbortSignal) => Promise<ReviewDecision>;
