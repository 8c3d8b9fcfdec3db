import * as z from "zod/mini";
import { openEnum } from "./open.js";

export const CreditsSnapshotSchema = z.object({
  balance: z.nullish(z.string()),
  hasCredits: z.boolean(),
  unlimited: z.boolean(),
});
export type CreditsSnapshot = z.infer<typeof CreditsSnapshotSchema>;

export const SpendControlLimitSnapshotSchema = z.object({
  limit: z.string(),
  remainingPercent: z.int(),
  resetsAt: z.int(),
  used: z.string(),
});
export type SpendControlLimitSnapshot = z.infer<typeof SpendControlLimitSnapshotSchema>;

/** The account's plan. */
export const PlanTypeSchema = openEnum([
  "free",
  "go",
  "plus",
  "pro",
  "prolite",
  "promax",
  "team",
  "self_serve_business_prolite",
  "self_serve_business_usage_based",
  "business",
  "ent26",
  "enterprise_cbp_automation",
  "enterprise_cbp_usage_based",
  "enterprise",
  "edu",
  "edu_plus",
  "edu_pro",
  "sci",
  "sci_plus",
  "unknown",
]);
export type PlanType = z.infer<typeof PlanTypeSchema>;

/** `resetsAt` in seconds since 1970. */
export const RateLimitWindowSchema = z.object({
  resetsAt: z.nullish(z.int()),
  usedPercent: z.int(),
  windowDurationMins: z.nullish(z.int()),
});
export type RateLimitWindow = z.infer<typeof RateLimitWindowSchema>;

export const RateLimitReachedTypeSchema = openEnum([
  "rate_limit_reached",
  "workspace_owner_credits_depleted",
  "workspace_member_credits_depleted",
  "workspace_owner_usage_limit_reached",
  "workspace_member_usage_limit_reached",
]);
export type RateLimitReachedType = z.infer<typeof RateLimitReachedTypeSchema>;

export const RateLimitSnapshotSchema = z.object({
  credits: z.nullish(CreditsSnapshotSchema),
  individualLimit: z.nullish(SpendControlLimitSnapshotSchema),
  limitId: z.nullish(z.string()),
  limitName: z.nullish(z.string()),
  normalModelSlug: z.nullish(z.string()),
  planType: z.nullish(PlanTypeSchema),
  primary: z.nullish(RateLimitWindowSchema),
  rateLimitReachedType: z.nullish(RateLimitReachedTypeSchema),
  secondary: z.nullish(RateLimitWindowSchema),
  spendControlReached: z.nullish(z.boolean()),
});
export type RateLimitSnapshot = z.infer<typeof RateLimitSnapshotSchema>;

export const AccountRateLimitsUpdatedNotificationSchema = z.object({
  rateLimits: RateLimitSnapshotSchema,
});
export type AccountRateLimitsUpdatedNotification = z.infer<typeof AccountRateLimitsUpdatedNotificationSchema>;

export const GetAccountRateLimitsParamsSchema = z.object({
  excludeResetCreditDetails: z.optional(z.boolean()),
  supportsLunaReserve: z.optional(z.boolean()),
});
export type GetAccountRateLimitsParams = z.infer<typeof GetAccountRateLimitsParamsSchema>;

export const RateLimitResetTypeSchema = openEnum(["codexRateLimits", "unknown"]);
export type RateLimitResetType = z.infer<typeof RateLimitResetTypeSchema>;

export const RateLimitResetCreditStatusSchema = openEnum(["available", "redeeming", "redeemed", "unknown"]);
export type RateLimitResetCreditStatus = z.infer<typeof RateLimitResetCreditStatusSchema>;

export const RateLimitResetCreditSchema = z.object({
  id: z.string(),
  description: z.nullish(z.string()),
  expiresAt: z.nullish(z.int()),
  grantedAt: z.int(),
  resetType: RateLimitResetTypeSchema,
  status: RateLimitResetCreditStatusSchema,
  title: z.nullish(z.string()),
});
export type RateLimitResetCredit = z.infer<typeof RateLimitResetCreditSchema>;

export const RateLimitResetCreditsSummarySchema = z.object({
  availableCount: z.int(),
  credits: z.nullish(z.array(RateLimitResetCreditSchema)),
});
export type RateLimitResetCreditsSummary = z.infer<typeof RateLimitResetCreditsSummarySchema>;
