import type { ItemBase } from "./item-base.js";
import type { Permissions } from "./permissions.js";

/** A short description of the reviewed action; the waiting item contains all of it. */
export type ReviewedAction =
  | { readonly type: "command"; readonly command: readonly string[]; readonly cwd: string }
  | { readonly type: "terminal-input"; readonly processId: string; readonly input: string; readonly cwd: string }
  | { readonly type: "patch"; readonly files: readonly string[]; readonly cwd: string }
  | { readonly type: "mcp-call"; readonly server: string; readonly tool: string }
  | { readonly type: "permissions"; readonly permissions: Permissions; readonly reason?: string | undefined };

export type ReviewRisk = "low" | "medium" | "high" | "critical";

/** How clearly the user's own messages ask for it. */
export type ReviewAuthorization = "unknown" | "low" | "medium" | "high";

/** A question that a reviewer model answers in the user's place. */
export interface ApprovalReview extends ItemBase {
  readonly kind: "approval-review";
  /** What waits for the answer: the item, if there is one, and the call as the model wrote it. */
  readonly waitingItemId?: string | undefined;
  readonly waitingCallId?: string | undefined;
  readonly action: ReviewedAction;
  /** Absent while the review is running. Without a verdict the user is asked; if nobody can be asked, the answer is no. */
  readonly outcome?: "approved" | "denied" | "timed-out" | "no-verdict" | undefined;
  readonly risk?: ReviewRisk | undefined;
  readonly authorization?: ReviewAuthorization | undefined;
  /** The reviewer's reason, or why there is no verdict. */
  readonly rationale?: string | undefined;
}
