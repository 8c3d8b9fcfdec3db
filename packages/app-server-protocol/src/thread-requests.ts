import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import * as z from "zod/mini";
import {
  CollaborationModeSchema,
  MultiAgentModeSchema,
  PersonalitySchema,
  ReasoningEffortSchema,
  ReasoningSummarySchema,
} from "./model-settings.js";
import { openEnum } from "./open.js";
import { ApprovalsReviewerSchema, AskForApprovalSchema, SandboxPolicySchema } from "./policies.js";
import { ThreadReadStateSchema, ThreadSchema, TurnEnvironmentParamsSchema } from "./thread.js";

export const RolloutCompressResponseSchema = z.object({});
export type RolloutCompressResponse = z.infer<typeof RolloutCompressResponseSchema>;

export const ThreadArchiveParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadArchiveParams = z.infer<typeof ThreadArchiveParamsSchema>;

export const ThreadArchiveResponseSchema = z.object({});
export type ThreadArchiveResponse = z.infer<typeof ThreadArchiveResponseSchema>;

export const ThreadCompactStartParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadCompactStartParams = z.infer<typeof ThreadCompactStartParamsSchema>;

export const ThreadCompactStartResponseSchema = z.object({});
export type ThreadCompactStartResponse = z.infer<typeof ThreadCompactStartResponseSchema>;

export const ThreadDecrementElicitationParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadDecrementElicitationParams = z.infer<typeof ThreadDecrementElicitationParamsSchema>;

export const ThreadDecrementElicitationResponseSchema = z.object({
  count: z.int(),
  paused: z.boolean(),
});
export type ThreadDecrementElicitationResponse = z.infer<typeof ThreadDecrementElicitationResponseSchema>;

export const ThreadDeleteParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadDeleteParams = z.infer<typeof ThreadDeleteParamsSchema>;

export const ThreadDeleteResponseSchema = z.object({});
export type ThreadDeleteResponse = z.infer<typeof ThreadDeleteResponseSchema>;

export const ThreadIncrementElicitationParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadIncrementElicitationParams = z.infer<typeof ThreadIncrementElicitationParamsSchema>;

export const ThreadIncrementElicitationResponseSchema = z.object({
  count: z.int(),
  paused: z.boolean(),
});
export type ThreadIncrementElicitationResponse = z.infer<typeof ThreadIncrementElicitationResponseSchema>;

export const ThreadInjectItemsParamsSchema = z.object({
  threadId: z.string(),
  items: z.array(z.unknown()),
});
export type ThreadInjectItemsParams = z.infer<typeof ThreadInjectItemsParamsSchema>;

export const ThreadInjectItemsResponseSchema = z.object({});
export type ThreadInjectItemsResponse = z.infer<typeof ThreadInjectItemsResponseSchema>;

export const ThreadMetadataGitInfoUpdateParamsSchema = z.object({
  branch: z.nullish(z.string()),
  originUrl: z.nullish(z.string()),
  sha: z.nullish(z.string()),
});
export type ThreadMetadataGitInfoUpdateParams = z.infer<typeof ThreadMetadataGitInfoUpdateParamsSchema>;

export const ThreadMetadataUpdateParamsSchema = z.object({
  threadId: z.string(),
  daybreakEnabled: z.nullish(z.boolean()),
  gitInfo: z.nullish(ThreadMetadataGitInfoUpdateParamsSchema),
  projectId: z.nullish(z.string()),
});
export type ThreadMetadataUpdateParams = z.infer<typeof ThreadMetadataUpdateParamsSchema>;

export const ThreadMetadataUpdateResponseSchema = z.object({
  thread: ThreadSchema,
});
export type ThreadMetadataUpdateResponse = z.infer<typeof ThreadMetadataUpdateResponseSchema>;

export const ThreadPrepareApprovedPlanParamsSchema = z.object({
  threadId: z.string(),
  attachmentPath: z.nullish(z.string()),
  markdown: z.string(),
});
export type ThreadPrepareApprovedPlanParams = z.infer<typeof ThreadPrepareApprovedPlanParamsSchema>;

export const ThreadPrepareApprovedPlanResponseSchema = z.object({
  prompt: z.string(),
});
export type ThreadPrepareApprovedPlanResponse = z.infer<typeof ThreadPrepareApprovedPlanResponseSchema>;

export const ThreadReadParamsSchema = z.object({
  threadId: z.string(),
  includeTurns: z.optional(z.boolean()),
});
export type ThreadReadParams = z.infer<typeof ThreadReadParamsSchema>;

export const ThreadReadResponseSchema = z.object({
  readState: z.nullish(ThreadReadStateSchema),
  thread: ThreadSchema,
});
export type ThreadReadResponse = z.infer<typeof ThreadReadResponseSchema>;

export const ThreadReadStateOperationSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("read"),
  }),
  z.object({
    type: z.literal("unread"),
  }),
]);
export type ThreadReadStateOperation = z.infer<typeof ThreadReadStateOperationSchema>;

export const ThreadReadStateUpdateParamsSchema = z.object({
  threadId: z.string(),
  expectedRevision: z.string(),
  operation: ThreadReadStateOperationSchema,
});
export type ThreadReadStateUpdateParams = z.infer<typeof ThreadReadStateUpdateParamsSchema>;

export const ThreadReadStateUpdateResponseSchema = z.object({
  readState: ThreadReadStateSchema,
});
export type ThreadReadStateUpdateResponse = z.infer<typeof ThreadReadStateUpdateResponseSchema>;

/** `beforeTurnId` is the first turn to be removed. */
export const ThreadRevertParamsSchema = z.object({
  threadId: z.string(),
  beforeTurnId: z.string(),
});
export type ThreadRevertParams = z.infer<typeof ThreadRevertParamsSchema>;

export const ThreadRevertResponseSchema = z.object({
  itemsBackwardsCursor: z.nullish(z.string()),
  thread: ThreadSchema,
  turnsBackwardsCursor: z.nullish(z.string()),
});
export type ThreadRevertResponse = z.infer<typeof ThreadRevertResponseSchema>;

export const ThreadSampleCancelParamsSchema = z.object({
  requestId: RequestIdSchema,
});
export type ThreadSampleCancelParams = z.infer<typeof ThreadSampleCancelParamsSchema>;

export const ThreadSampleCancelResponseSchema = z.object({});
export type ThreadSampleCancelResponse = z.infer<typeof ThreadSampleCancelResponseSchema>;

export const ThreadSampleParamsSchema = z.object({
  threadId: z.string(),
  allowInProgressTurn: z.optional(z.boolean()),
  disableMcp: z.optional(z.boolean()),
  effort: z.nullish(ReasoningEffortSchema),
  expectedTurnId: z.string(),
  interruptOnCancel: z.nullish(z.boolean()),
  prompt: z.string(),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
  threadSource: z.nullish(z.string()),
  turnTrigger: z.nullish(z.string()),
});
export type ThreadSampleParams = z.infer<typeof ThreadSampleParamsSchema>;

export const ThreadSampleResponseSchema = z.object({
  cachedInputTokens: z.nullish(z.int()),
  inputTokens: z.nullish(z.int()),
  outputTokens: z.nullish(z.int()),
  responseId: z.string(),
  sourceTurnId: z.string(),
  text: z.nullish(z.string()),
});
export type ThreadSampleResponse = z.infer<typeof ThreadSampleResponseSchema>;

export const ThreadSetNameParamsSchema = z.object({
  threadId: z.string(),
  name: z.string(),
});
export type ThreadSetNameParams = z.infer<typeof ThreadSetNameParamsSchema>;

export const ThreadSetNameResponseSchema = z.object({});
export type ThreadSetNameResponse = z.infer<typeof ThreadSetNameResponseSchema>;

export const ThreadSettingsUpdateParamsSchema = z.object({
  threadId: z.string(),
  approvalPolicy: z.nullish(AskForApprovalSchema),
  approvalsReviewer: z.nullish(ApprovalsReviewerSchema),
  collaborationMode: z.nullish(CollaborationModeSchema),
  cwd: z.nullish(z.string()),
  disabledPluginIds: z.nullish(z.array(z.string())),
  effort: z.nullish(ReasoningEffortSchema),
  environments: z.nullish(z.array(TurnEnvironmentParamsSchema)),
  model: z.nullish(z.string()),
  multiAgentMode: z.nullish(MultiAgentModeSchema),
  permissions: z.nullish(z.string()),
  personality: z.nullish(PersonalitySchema),
  sandboxPolicy: z.nullish(SandboxPolicySchema),
  serviceTier: z.nullish(z.string()),
  summary: z.nullish(ReasoningSummarySchema),
});
export type ThreadSettingsUpdateParams = z.infer<typeof ThreadSettingsUpdateParamsSchema>;

export const ThreadSettingsUpdateResponseSchema = z.object({});
export type ThreadSettingsUpdateResponse = z.infer<typeof ThreadSettingsUpdateResponseSchema>;

export const ThreadShellCommandParamsSchema = z.object({
  threadId: z.string(),
  command: z.string(),
  timeoutMs: z.nullish(z.int()),
});
export type ThreadShellCommandParams = z.infer<typeof ThreadShellCommandParamsSchema>;

export const ThreadShellCommandResponseSchema = z.object({});
export type ThreadShellCommandResponse = z.infer<typeof ThreadShellCommandResponseSchema>;

export const ThreadUnarchiveParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadUnarchiveParams = z.infer<typeof ThreadUnarchiveParamsSchema>;

export const ThreadUnarchiveResponseSchema = z.object({
  thread: ThreadSchema,
});
export type ThreadUnarchiveResponse = z.infer<typeof ThreadUnarchiveResponseSchema>;

export const ThreadUnsubscribeParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadUnsubscribeParams = z.infer<typeof ThreadUnsubscribeParamsSchema>;

export const ThreadUnsubscribeStatusSchema = openEnum(["notLoaded", "notSubscribed", "unsubscribed"]);
export type ThreadUnsubscribeStatus = z.infer<typeof ThreadUnsubscribeStatusSchema>;

export const ThreadUnsubscribeResponseSchema = z.object({
  status: ThreadUnsubscribeStatusSchema,
});
export type ThreadUnsubscribeResponse = z.infer<typeof ThreadUnsubscribeResponseSchema>;
