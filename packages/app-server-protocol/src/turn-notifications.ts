import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum } from "./open.js";
import { ThreadItemSchema } from "./thread-item.js";
import { FileUpdateChangeSchema } from "./thread-item-parts.js";
import { TurnErrorSchema, TurnSchema } from "./turn.js";

export const AgentMessageDeltaNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  delta: z.string(),
});
export type AgentMessageDeltaNotification = z.infer<typeof AgentMessageDeltaNotificationSchema>;

export const AuthRecoveryNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  message: z.string(),
  provider: z.string(),
});
export type AuthRecoveryNotification = z.infer<typeof AuthRecoveryNotificationSchema>;

export const CommandExecutionOutputDeltaNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  delta: z.string(),
});
export type CommandExecutionOutputDeltaNotification = z.infer<typeof CommandExecutionOutputDeltaNotificationSchema>;

export const ContextCompactedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
});
export type ContextCompactedNotification = z.infer<typeof ContextCompactedNotificationSchema>;

export const ErrorNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  error: TurnErrorSchema,
  willRetry: z.boolean(),
});
export type ErrorNotification = z.infer<typeof ErrorNotificationSchema>;

export const FileChangeOutputDeltaNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  delta: z.string(),
});
export type FileChangeOutputDeltaNotification = z.infer<typeof FileChangeOutputDeltaNotificationSchema>;

export const FileChangePatchUpdatedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  changes: z.array(FileUpdateChangeSchema),
});
export type FileChangePatchUpdatedNotification = z.infer<typeof FileChangePatchUpdatedNotificationSchema>;

export const ItemCompletedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  completedAtMs: z.int(),
  contentTokenCount: z.nullish(count),
  item: ThreadItemSchema,
});
export type ItemCompletedNotification = z.infer<typeof ItemCompletedNotificationSchema>;

export const ItemStartedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  item: ThreadItemSchema,
  startedAtMs: z.int(),
});
export type ItemStartedNotification = z.infer<typeof ItemStartedNotificationSchema>;

export const McpToolCallProgressNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  message: z.string(),
});
export type McpToolCallProgressNotification = z.infer<typeof McpToolCallProgressNotificationSchema>;

export const ModelRerouteReasonSchema = z.literal("highRiskCyberActivity");
export type ModelRerouteReason = z.infer<typeof ModelRerouteReasonSchema>;

export const ModelReroutedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  fromModel: z.string(),
  reason: ModelRerouteReasonSchema,
  toModel: z.string(),
});
export type ModelReroutedNotification = z.infer<typeof ModelReroutedNotificationSchema>;

export const PlanDeltaNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  delta: z.string(),
});
export type PlanDeltaNotification = z.infer<typeof PlanDeltaNotificationSchema>;

export const ReasoningSummaryPartAddedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  summaryIndex: z.int(),
});
export type ReasoningSummaryPartAddedNotification = z.infer<typeof ReasoningSummaryPartAddedNotificationSchema>;

export const ReasoningSummaryTextDeltaNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  delta: z.string(),
  summaryIndex: z.int(),
});
export type ReasoningSummaryTextDeltaNotification = z.infer<typeof ReasoningSummaryTextDeltaNotificationSchema>;

export const ReasoningTextDeltaNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  contentIndex: z.int(),
  delta: z.string(),
});
export type ReasoningTextDeltaNotification = z.infer<typeof ReasoningTextDeltaNotificationSchema>;

export const TerminalInteractionNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  processId: z.string(),
  stdin: z.string(),
});
export type TerminalInteractionNotification = z.infer<typeof TerminalInteractionNotificationSchema>;

export const TurnCompletedNotificationSchema = z.object({
  threadId: z.string(),
  turn: TurnSchema,
});
export type TurnCompletedNotification = z.infer<typeof TurnCompletedNotificationSchema>;

export const TurnDiffUpdatedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  diff: z.string(),
});
export type TurnDiffUpdatedNotification = z.infer<typeof TurnDiffUpdatedNotificationSchema>;

export const TurnPlanStepStatusSchema = openEnum(["pending", "inProgress", "completed"]);
export type TurnPlanStepStatus = z.infer<typeof TurnPlanStepStatusSchema>;

export const TurnPlanStepSchema = z.object({
  status: TurnPlanStepStatusSchema,
  step: z.string(),
});
export type TurnPlanStep = z.infer<typeof TurnPlanStepSchema>;

export const TurnPlanUpdatedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  explanation: z.nullish(z.string()),
  plan: z.array(TurnPlanStepSchema),
});
export type TurnPlanUpdatedNotification = z.infer<typeof TurnPlanUpdatedNotificationSchema>;

export const TurnStartedNotificationSchema = z.object({
  threadId: z.string(),
  turn: TurnSchema,
});
export type TurnStartedNotification = z.infer<typeof TurnStartedNotificationSchema>;
