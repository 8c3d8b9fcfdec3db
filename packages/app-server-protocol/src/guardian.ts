import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum, openUnion } from "./open.js";
import { NetworkApprovalProtocolSchema, RequestPermissionProfileSchema } from "./policies.js";

export const AutoReviewDecisionSourceSchema = z.literal("agent");
export type AutoReviewDecisionSource = z.infer<typeof AutoReviewDecisionSourceSchema>;

export const GuardianRiskLevelSchema = openEnum(["low", "medium", "high", "critical"]);
export type GuardianRiskLevel = z.infer<typeof GuardianRiskLevelSchema>;

export const GuardianApprovalReviewStatusSchema = openEnum(["inProgress", "approved", "denied", "timedOut", "aborted"]);
export type GuardianApprovalReviewStatus = z.infer<typeof GuardianApprovalReviewStatusSchema>;

export const GuardianUserAuthorizationSchema = openEnum(["unknown", "low", "medium", "high"]);
export type GuardianUserAuthorization = z.infer<typeof GuardianUserAuthorizationSchema>;

export const GuardianApprovalReviewSchema = z.object({
  rationale: z.nullish(z.string()),
  riskLevel: z.nullish(GuardianRiskLevelSchema),
  status: GuardianApprovalReviewStatusSchema,
  userAuthorization: z.nullish(GuardianUserAuthorizationSchema),
});
export type GuardianApprovalReview = z.infer<typeof GuardianApprovalReviewSchema>;

export const GuardianCommandSourceSchema = openEnum(["shell", "unifiedExec"]);
export type GuardianCommandSource = z.infer<typeof GuardianCommandSourceSchema>;

export const GuardianApprovalReviewActionSchema = openUnion([
  z.object({
    type: z.literal("command"),
    command: z.string(),
    cwd: z.string(),
    source: GuardianCommandSourceSchema,
  }),
  z.object({
    type: z.literal("execve"),
    argv: z.array(z.string()),
    cwd: z.string(),
    program: z.string(),
    source: GuardianCommandSourceSchema,
  }),
  z.object({
    type: z.literal("writeStdin"),
    approvalId: z.string(),
    cwd: z.string(),
    processId: z.string(),
    stdin: z.string(),
  }),
  z.object({
    type: z.literal("applyPatch"),
    cwd: z.string(),
    files: z.array(z.string()),
  }),
  z.object({
    type: z.literal("networkAccess"),
    host: z.string(),
    port: count,
    protocol: NetworkApprovalProtocolSchema,
    target: z.string(),
  }),
  z.object({
    type: z.literal("mcpToolCall"),
    connectorId: z.nullish(z.string()),
    connectorName: z.nullish(z.string()),
    server: z.string(),
    toolName: z.string(),
    toolTitle: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("requestPermissions"),
    permissions: RequestPermissionProfileSchema,
    reason: z.nullish(z.string()),
  }),
]);
export type GuardianApprovalReviewAction = z.infer<typeof GuardianApprovalReviewActionSchema>;

export const ItemGuardianApprovalReviewCompletedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  action: GuardianApprovalReviewActionSchema,
  completedAtMs: z.int(),
  decisionSource: AutoReviewDecisionSourceSchema,
  review: GuardianApprovalReviewSchema,
  reviewId: z.string(),
  startedAtMs: z.int(),
  targetItemId: z.nullish(z.string()),
});
export type ItemGuardianApprovalReviewCompletedNotification = z.infer<
  typeof ItemGuardianApprovalReviewCompletedNotificationSchema
>;

export const ItemGuardianApprovalReviewStartedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  action: GuardianApprovalReviewActionSchema,
  review: GuardianApprovalReviewSchema,
  reviewId: z.string(),
  startedAtMs: z.int(),
  targetItemId: z.nullish(z.string()),
});
export type ItemGuardianApprovalReviewStartedNotification = z.infer<
  typeof ItemGuardianApprovalReviewStartedNotificationSchema
>;

export const ThreadApproveGuardianDeniedActionParamsSchema = z.object({
  threadId: z.string(),
  event: z.unknown(),
});
export type ThreadApproveGuardianDeniedActionParams = z.infer<typeof ThreadApproveGuardianDeniedActionParamsSchema>;

export const ThreadApproveGuardianDeniedActionResponseSchema = z.object({});
export type ThreadApproveGuardianDeniedActionResponse = z.infer<typeof ThreadApproveGuardianDeniedActionResponseSchema>;
