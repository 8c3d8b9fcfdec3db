import type { ApprovalPolicy } from "@codex/protocol";
import * as z from "zod/mini";
import { asksOnRequest } from "./approval-policy.js";

/** `guardian_subagent` is an older name for `auto_review`. */
export const ApprovalsReviewerTomlSchema = z.enum(["user", "auto_review", "guardian_subagent"]);

/** Who answers a turn's approval questions: the user, or a model in the user's place. */
export type ApprovalsReviewer = "user" | "auto_review";

export const approvalsReviewerOf = (name: z.infer<typeof ApprovalsReviewerTomlSchema>): ApprovalsReviewer =>
  name === "user" ? "user" : "auto_review";

/** Whether a model answers. Other policies are for users who want to be asked in person, as in codex-rs. */
export const isReviewed = ({
  approvalPolicy,
  approvalsReviewer,
}: {
  readonly approvalPolicy: ApprovalPolicy;
  readonly approvalsReviewer: ApprovalsReviewer;
}): boolean => approvalsReviewer === "auto_review" && asksOnRequest(approvalPolicy);
