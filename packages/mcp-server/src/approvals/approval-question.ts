import type { EventMsg, ReviewDecision } from "@codex/protocol";

export type ApprovalRequest = Extract<EventMsg, { type: "exec_approval_request" | "apply_patch_approval_request" }>;

/** A turn asks whether it may do something. */
export interface ApprovalQuestion {
  readonly conversationId: string;
  /** The id of the asking event, and of its turn. */
  readonly eventId: string;
  readonly request: ApprovalRequest;
  /** Whether approval lets a command run without the sandbox. */
  readonly outsideSandbox: boolean;
}

/** Asks somebody for approval. The signal aborts when the answer is no longer needed. Throwing counts as a denial. */
export type Asker = (question: ApprovalQuestion, signal: AbortSignal) => Promise<ReviewDecision>;
