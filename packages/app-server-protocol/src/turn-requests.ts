import * as z from "zod/mini";
import {
  CollaborationModeSchema,
  CyberAccessProgramSchema,
  MultiAgentModeSchema,
  PersonalitySchema,
  ReasoningEffortSchema,
  ReasoningSummarySchema,
} from "./model-settings.js";
import { openEnum } from "./open.js";
import { ApprovalsReviewerSchema, AskForApprovalSchema, SandboxPolicySchema } from "./policies.js";
import { FunctionCallOutputBodySchema } from "./response-item.js";
import { TurnEnvironmentParamsSchema } from "./thread.js";
import { TurnSchema } from "./turn.js";
import { AdditionalContextEntrySchema, UserInputSchema } from "./user-input.js";

export const TurnInterruptParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
});
export type TurnInterruptParams = z.infer<typeof TurnInterruptParamsSchema>;

export const TurnInterruptResponseSchema = z.object({});
export type TurnInterruptResponse = z.infer<typeof TurnInterruptResponseSchema>;

export const TurnSettingsUpdateParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  approvalsReviewer: z.nullish(ApprovalsReviewerSchema),
  effort: z.nullish(ReasoningEffortSchema),
  environments: z.nullish(z.array(TurnEnvironmentParamsSchema)),
  model: z.nullish(z.string()),
  serviceTier: z.nullish(z.string()),
  summary: z.nullish(ReasoningSummarySchema),
});
export type TurnSettingsUpdateParams = z.infer<typeof TurnSettingsUpdateParamsSchema>;

export const TurnSettingsUpdateStatusSchema = openEnum(["applied", "targetUnavailable"]);
export type TurnSettingsUpdateStatus = z.infer<typeof TurnSettingsUpdateStatusSchema>;

export const TurnSettingsUpdateResponseSchema = z.object({
  status: TurnSettingsUpdateStatusSchema,
});
export type TurnSettingsUpdateResponse = z.infer<typeof TurnSettingsUpdateResponseSchema>;

export const TurnToolOutputSchema = z.object({
  name: z.string(),
  namespace: z.nullish(z.string()),
  output: FunctionCallOutputBodySchema,
  retain: z.optional(z.boolean()),
});
export type TurnToolOutput = z.infer<typeof TurnToolOutputSchema>;

/** The user's input, and settings for this and later turns. */
export const TurnStartParamsSchema = z.object({
  threadId: z.string(),
  additionalContext: z.nullish(z.record(z.string(), AdditionalContextEntrySchema)),
  approvalPolicy: z.nullish(AskForApprovalSchema),
  approvalsReviewer: z.nullish(ApprovalsReviewerSchema),
  /** Returned as `clientId` of the message's item. */
  clientUserMessageId: z.nullish(z.string()),
  collaborationMode: z.nullish(CollaborationModeSchema),
  cwd: z.nullish(z.string()),
  cyberAccessProgram: z.nullish(CyberAccessProgramSchema),
  disabledPluginIds: z.nullish(z.array(z.string())),
  effort: z.nullish(ReasoningEffortSchema),
  environments: z.nullish(z.array(TurnEnvironmentParamsSchema)),
  input: z.array(UserInputSchema),
  model: z.nullish(z.string()),
  multiAgentMode: z.nullish(MultiAgentModeSchema),
  /** A JSON Schema that the final message must match; for this turn only. */
  outputSchema: z.optional(z.unknown()),
  parentTurnId: z.nullish(z.string()),
  permissions: z.nullish(z.string()),
  personality: z.nullish(PersonalitySchema),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
  responsesapiClientMetadataPatch: z.nullish(z.record(z.string(), z.string())),
  rootTurnId: z.nullish(z.string()),
  runtimeWorkspaceRoots: z.nullish(z.array(z.string())),
  sandboxPolicy: z.nullish(SandboxPolicySchema),
  serviceTier: z.nullish(z.string()),
  serviceTierForTurn: z.nullish(z.string()),
  summary: z.nullish(ReasoningSummarySchema),
  toolOutput: z.nullish(TurnToolOutputSchema),
  turnTrigger: z.nullish(z.string()),
});
export type TurnStartParams = z.infer<typeof TurnStartParamsSchema>;

export const TurnStartResponseSchema = z.object({
  turn: TurnSchema,
});
export type TurnStartResponse = z.infer<typeof TurnStartResponseSchema>;

export const TurnSteerParamsSchema = z.object({
  threadId: z.string(),
  additionalContext: z.nullish(z.record(z.string(), AdditionalContextEntrySchema)),
  clientUserMessageId: z.nullish(z.string()),
  expectedTurnId: z.string(),
  input: z.array(UserInputSchema),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
  responsesapiClientMetadataPatch: z.nullish(z.record(z.string(), z.string())),
});
export type TurnSteerParams = z.infer<typeof TurnSteerParamsSchema>;

export const TurnSteerResponseSchema = z.object({
  turnId: z.string(),
});
export type TurnSteerResponse = z.infer<typeof TurnSteerResponseSchema>;
