import * as z from "zod/mini";
import { openEnum, openUnion } from "./open.js";
import { PlanTypeSchema, RateLimitResetCreditsSummarySchema, RateLimitSnapshotSchema } from "./rate-limits.js";

export const AccountSchema = openUnion([
  z.object({
    type: z.literal("apiKey"),
  }),
  z.object({
    type: z.literal("chatgpt"),
    email: z.nullable(z.string()),
    planType: PlanTypeSchema,
    workspaceName: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("amazonBedrock"),
    usesCodexManagedCredentials: z._default(z.boolean(), false),
  }),
  z.object({
    type: z.literal("gcp"),
  }),
]);
export type Account = z.infer<typeof AccountSchema>;

export const DesktopOnboardingEntrypointSchema = z.literal("life_sciences");
export type DesktopOnboardingEntrypoint = z.infer<typeof DesktopOnboardingEntrypointSchema>;

export const AccountLoginCompletedNotificationSchema = z.object({
  error: z.nullish(z.string()),
  loginId: z.nullish(z.string()),
  onboardingEntrypoint: z.nullish(DesktopOnboardingEntrypointSchema),
  success: z.boolean(),
});
export type AccountLoginCompletedNotification = z.infer<typeof AccountLoginCompletedNotificationSchema>;

export const AccountUpdateReasonSchema = openEnum(["workspaceRoutingReady", "unknown"]);
export type AccountUpdateReason = z.infer<typeof AccountUpdateReasonSchema>;

export const AuthModeSchema = openEnum([
  "apikey",
  "chatgpt",
  "chatgptAuthTokens",
  "headers",
  "agentIdentity",
  "personalAccessToken",
  "bedrockApiKey",
  "bedrockAccessKeys",
]);
export type AuthMode = z.infer<typeof AuthModeSchema>;

export const AccountUpdatedNotificationSchema = z.object({
  authMode: z.nullish(AuthModeSchema),
  planType: z.nullish(PlanTypeSchema),
  reason: z.nullish(AccountUpdateReasonSchema),
});
export type AccountUpdatedNotification = z.infer<typeof AccountUpdatedNotificationSchema>;

export const AttestationGenerateParamsSchema = z.object({});
export type AttestationGenerateParams = z.infer<typeof AttestationGenerateParamsSchema>;

export const AttestationGenerateResponseSchema = z.object({
  token: z.string(),
});
export type AttestationGenerateResponse = z.infer<typeof AttestationGenerateResponseSchema>;

export const CancelLoginAccountParamsSchema = z.object({
  loginId: z.string(),
});
export type CancelLoginAccountParams = z.infer<typeof CancelLoginAccountParamsSchema>;

export const CancelLoginAccountStatusSchema = openEnum(["canceled", "notFound"]);
export type CancelLoginAccountStatus = z.infer<typeof CancelLoginAccountStatusSchema>;

export const CancelLoginAccountResponseSchema = z.object({
  status: CancelLoginAccountStatusSchema,
});
export type CancelLoginAccountResponse = z.infer<typeof CancelLoginAccountResponseSchema>;

export const ChatgptAuthTokensRefreshReasonSchema = openEnum(["unauthorized"]);
export type ChatgptAuthTokensRefreshReason = z.infer<typeof ChatgptAuthTokensRefreshReasonSchema>;

export const ChatgptAuthTokensRefreshParamsSchema = z.object({
  previousAccountId: z.nullish(z.string()),
  reason: ChatgptAuthTokensRefreshReasonSchema,
});
export type ChatgptAuthTokensRefreshParams = z.infer<typeof ChatgptAuthTokensRefreshParamsSchema>;

export const ChatgptAuthTokensRefreshResponseSchema = z.object({
  accessToken: z.string(),
  chatgptAccountId: z.string(),
  chatgptPlanType: z.nullish(z.string()),
});
export type ChatgptAuthTokensRefreshResponse = z.infer<typeof ChatgptAuthTokensRefreshResponseSchema>;

export const GetAccountParamsSchema = z.object({
  refreshToken: z.optional(z.boolean()),
});
export type GetAccountParams = z.infer<typeof GetAccountParamsSchema>;

export const GetAccountRateLimitsResponseSchema = z.object({
  accountId: z.nullish(z.string()),
  ordinaryUsageAllowed: z.nullish(z.boolean()),
  rateLimitResetCredits: z.nullish(RateLimitResetCreditsSummarySchema),
  rateLimitUpsell: z.optional(z.unknown()),
  rateLimits: RateLimitSnapshotSchema,
  rateLimitsByLimitId: z.nullish(z.record(z.string(), RateLimitSnapshotSchema)),
});
export type GetAccountRateLimitsResponse = z.infer<typeof GetAccountRateLimitsResponseSchema>;

export const GetAccountResponseSchema = z.object({
  account: z.nullish(AccountSchema),
  requiresOpenaiAuth: z.boolean(),
  userId: z.nullish(z.string()),
});
export type GetAccountResponse = z.infer<typeof GetAccountResponseSchema>;

export const LoginAppBrandSchema = z.enum(["codex", "chatgpt"]);
export type LoginAppBrand = z.infer<typeof LoginAppBrandSchema>;

export const LoginAccountParamsSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("apiKey"),
    apiKey: z.string(),
  }),
  z.object({
    type: z.literal("chatgpt"),
    appBrand: z.nullish(LoginAppBrandSchema),
    codexStreamlinedLogin: z.optional(z.boolean()),
    useHostedLoginSuccessPage: z.optional(z.boolean()),
  }),
  z.object({
    type: z.literal("chatgptDeviceCode"),
  }),
  z.object({
    type: z.literal("chatgptAuthTokens"),
    accessToken: z.string(),
    chatgptAccountId: z.string(),
    chatgptPlanType: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("amazonBedrock"),
    apiKey: z.string(),
    region: z.string(),
  }),
  z.object({
    type: z.literal("amazonBedrockAccessKeys"),
    accessKeyId: z.string(),
    region: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.nullish(z.string()),
  }),
]);
export type LoginAccountParams = z.infer<typeof LoginAccountParamsSchema>;

export const LoginAccountResponseSchema = openUnion([
  z.object({
    type: z.literal("apiKey"),
  }),
  z.object({
    type: z.literal("chatgpt"),
    authUrl: z.string(),
    loginId: z.string(),
  }),
  z.object({
    type: z.literal("chatgptDeviceCode"),
    loginId: z.string(),
    userCode: z.string(),
    verificationUrl: z.string(),
  }),
  z.object({
    type: z.literal("chatgptAuthTokens"),
  }),
  z.object({
    type: z.literal("amazonBedrock"),
  }),
]);
export type LoginAccountResponse = z.infer<typeof LoginAccountResponseSchema>;

export const LogoutAccountResponseSchema = z.object({});
export type LogoutAccountResponse = z.infer<typeof LogoutAccountResponseSchema>;
