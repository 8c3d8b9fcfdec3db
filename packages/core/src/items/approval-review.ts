import type { ItemBase } from "./item-base.js";
import type { Permissions } from "./permissions.js";

/** What a reviewer was asked about, in short: the whole stands in the item that waits. */
export type ReviewedAction =
  | { readonly type: "command"; readonly command: readonly string[]; readonly cwd: string }
  | { readonly type: "terminal-input"; readonly processId: string; readonly input: string; readonly cwd: string }
  | { readonly type: "patch"; readonly files: readonly string[]; readonly cwd: string }
  | { readonly type: "mcp-call"; readonly server: string; readonly tool: string }
  | { readonly type: "permissions"; readonly permissions: Permissions; readonly reason?: string | undefined };

export type ReviewRisk = "low" | "medium" | "high" | "critical";

/** How far the user's own words ask for it. */
export type ReviewAuthorization = "unknown" | "low" | "medium" | "high";

/** A question that another model answers in the user's place. */
export interface ApprovalReview extends ItemBase {
  readonly kind: "approval-review";
  /** What waits for the answer: the item, where there is one, and the call as the model wrote it. */
  readonly waitingItemId?: string | undefined;
  readonly waitingCallId?: string | undefined;
  readonly action: ReviewedAction;
  /** Absent while it is not over. Without a verdict the user is asked, where there is one; otherwise the answer is no. */
  readonly outcome?: "approved" | "denied" | "timed-out" | "no-verdict" | undefined;
  readonly risk?: ReviewRisk | undefined;
  readonly authorization?: ReviewAuthorization | undefined;
  /** The reviewer's reason, or why there is no verdict. */
  readonly rationale?: string | undefined;
}
