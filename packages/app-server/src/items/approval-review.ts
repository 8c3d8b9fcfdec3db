import type {
  GuardianApprovalReview,
  GuardianApprovalReviewAction,
  GuardianApprovalReviewStatus,
  GuardianCommandSource,
  ItemGuardianApprovalReviewStartedNotification,
} from "@codex/app-server-protocol/guardian";
import { hasEnded, type ItemOf, joinShellWords } from "@codex/core";
import { permissionsToWire } from "../approvals/permissions-request.js";

type Review = ItemOf<"approval-review">;

/** The item under review, as clients know it. */
export interface Reviewed {
  readonly threadId: string;
  readonly targetItemId: string | undefined;
  readonly source: GuardianCommandSource;
}

/** The parameters of `item/autoApprovalReview/started`; the end has the same ones plus the outcome. */
export function approvalReview(
  review: Review,
  { threadId, targetItemId, source }: Reviewed,
): ItemGuardianApprovalReviewStartedNotification {
  return {
    threadId,
    turnId: review.turnId,
    startedAtMs: review.startedAt,
    reviewId: review.id,
    targetItemId: targetItemId ?? review.waitingCallId ?? null,
    review: verdictOf(review),
    action: actionOf(review, source),
  };
}

function verdictOf(review: Review): GuardianApprovalReview {
  const { risk: riskLevel, authorization: userAuthorization, rationale } = review;
  return {
    status: hasEnded(review) ? statusOf(review.outcome) : "inProgress",
    riskLevel: riskLevel ?? null,
    userAuthorization: userAuthorization ?? null,
    rationale: rationale ?? null,
  };
}

/** Differs from codex-rs: there, a review without a verdict is a denial; here, the user is asked. */
function statusOf(outcome: Review["outcome"]): GuardianApprovalReviewStatus {
  switch (outcome) {
    case "approved":
    case "denied":
      return outcome;
    case "timed-out":
      return "timedOut";
    case "no-verdict":
    case undefined:
      return "aborted";
    default:
      return outcome satisfies never;
  }
}

function actionOf({ id, waitingCallId, action }: Review, source: GuardianCommandSource): GuardianApprovalReviewAction {
  switch (action.type) {
    case "command":
      return { type: "command", source, command: joinShellWords(action.command), cwd: action.cwd };
    case "terminal-input": {
      const { processId, input: stdin, cwd } = action;
      return { type: "writeStdin", approvalId: waitingCallId ?? id, processId, stdin, cwd };
    }
    case "patch":
      return { type: "applyPatch", files: [...action.files], cwd: action.cwd };
    case "mcp-call": {
      const { server, tool: toolName } = action;
      return { type: "mcpToolCall", server, toolName, toolTitle: null, connectorId: null, connectorName: null };
    }
    case "permissions":
      return {
        type: "requestPermissions",
        permissions: permissionsToWire(action.permissions),
        reason: action.reason ?? null,
      };
    default:
      return action satisfies never;
  }
}
