import * as z from "zod/mini";
import { shortCount } from "./count.js";
import {
  CollaborationModeSchema,
  MultiAgentModeSchema,
  PersonalitySchema,
  ReasoningEffortSchema,
} from "./model-settings.js";
import { opened } from "./open.js";
import { SortDirectionSchema } from "./paging.js";
import {
  ActivePermissionProfileSchema,
  ApprovalsReviewerSchema,
  AskForApprovalSchema,
  SandboxModeSchema,
  SandboxPolicySchema,
} from "./policies.js";
import { ResponseItemSchema } from "./response-item.js";
import { ThreadHistoryModeSchema, ThreadSchema, TurnEnvironmentParamsSchema } from "./thread.js";
import { TurnItemsViewSchema, TurnsPageSchema } from "./turn.js";

export const CapabilityRootLocationSchema = z.object({
  type: z.literal("environment"),
  environmentId: z.string(),
  path: z.string(),
});
export type CapabilityRootLocation = z.infer<typeof CapabilityRootLocationSchema>;

export const DynamicToolNamespaceToolSchema = z.object({
  type: z.literal("function"),
  deferLoading: z.optional(z.boolean()),
  description: z.string(),
  inputSchema: z.unknown(),
  name: z.string(),
});
export type DynamicToolNamespaceTool = z.infer<typeof DynamicToolNamespaceToolSchema>;

/** A tool provided by the client, or a namespace of tools. */
export const DynamicToolSpecSchema = z.union([
  z.object({
    type: z.literal("namespace"),
    description: z.string(),
    name: z.string(),
    tools: z.array(DynamicToolNamespaceToolSchema),
  }),
  z.object({
    /** Absent in messages of earlier clients. */
    type: z._default(z.literal("function"), "function"),
    deferLoading: z.optional(z.boolean()),
    description: z.string(),
    inputSchema: z.unknown(),
    name: z.string(),
  }),
]);
export type DynamicToolSpec = z.infer<typeof DynamicToolSpecSchema>;

export const SelectedCapabilityRootSchema = z.object({
  id: z.string(),
  location: CapabilityRootLocationSchema,
});
export type SelectedCapabilityRoot = z.infer<typeof SelectedCapabilityRootSchema>;

/** Settings override those of the original thread. */
export const ThreadForkParamsSchema = z.object({
  threadId: z.string(),
  approvalPolicy: z.nullish(AskForApprovalSchema),
  approvalsReviewer: z.nullish(ApprovalsReviewerSchema),
  attachToSource: z.optional(z.boolean()),
  baseInstructions: z.nullish(z.string()),
  /** The first turn that is not copied to the fork. */
  beforeTurnId: z.nullish(z.string()),
  config: z.nullish(z.record(z.string(), z.unknown())),
  cwd: z.nullish(z.string()),
  deferGoalContinuation: z.optional(z.boolean()),
  developerInstructions: z.nullish(z.string()),
  ephemeral: z.optional(z.boolean()),
  excludeTurns: z.optional(z.boolean()),
  experimentalDisablePredictionMcp: z.optional(z.boolean()),
  experimentalPredictionMode: z.optional(z.boolean()),
  /** The last turn that is copied to the fork. Default: all. */
  lastTurnId: z.nullish(z.string()),
  model: z.nullish(z.string()),
  modelProvider: z.nullish(z.string()),
  path: z.nullish(z.string()),
  permissions: z.nullish(z.string()),
  runtimeWorkspaceRoots: z.nullish(z.array(z.string())),
  sandbox: z.nullish(SandboxModeSchema),
  serviceTier: z.nullish(z.string()),
  threadSource: z.nullish(z.string()),
});
export type ThreadForkParams = z.infer<typeof ThreadForkParamsSchema>;

export const ThreadForkResponseSchema = z.object({
  activePermissionProfile: z.nullish(ActivePermissionProfileSchema),
  approvalPolicy: opened(AskForApprovalSchema),
  approvalsReviewer: opened(ApprovalsReviewerSchema),
  cwd: z.string(),
  disabledPluginIds: z._default(z.array(z.string()), []),
  instructionSources: z._default(z.array(z.string()), []),
  model: z.string(),
  modelProvider: z.string(),
  multiAgentMode: z._default(opened(MultiAgentModeSchema), "explicitRequestOnly"),
  reasoningEffort: z.nullish(ReasoningEffortSchema),
  runtimeWorkspaceRoots: z._default(z.array(z.string()), []),
  sandbox: opened(SandboxPolicySchema),
  serviceTier: z.nullish(z.string()),
  thread: ThreadSchema,
});
export type ThreadForkResponse = z.infer<typeof ThreadForkResponseSchema>;

export const ThreadResumeInitialTurnsPageParamsSchema = z.object({
  itemsView: z.nullish(TurnItemsViewSchema),
  limit: z.nullish(shortCount),
  sortDirection: z.nullish(SortDirectionSchema),
});
export type ThreadResumeInitialTurnsPageParams = z.infer<typeof ThreadResumeInitialTurnsPageParamsSchema>;

/** `history` takes precedence over `path`, and `path` over `threadId`. Settings override the saved ones. */
export const ThreadResumeParamsSchema = z.object({
  threadId: z.string(),
  approvalPolicy: z.nullish(AskForApprovalSchema),
  approvalsReviewer: z.nullish(ApprovalsReviewerSchema),
  baseInstructions: z.nullish(z.string()),
  config: z.nullish(z.record(z.string(), z.unknown())),
  cwd: z.nullish(z.string()),
  developerInstructions: z.nullish(z.string()),
  /** Omits the turns from the response; they can be listed. */
  excludeTurns: z.optional(z.boolean()),
  history: z.nullish(z.array(ResponseItemSchema)),
  initialTurnsPage: z.nullish(ThreadResumeInitialTurnsPageParamsSchema),
  model: z.nullish(z.string()),
  modelProvider: z.nullish(z.string()),
  path: z.nullish(z.string()),
  permissions: z.nullish(z.string()),
  personality: z.nullish(PersonalitySchema),
  runtimeWorkspaceRoots: z.nullish(z.array(z.string())),
  sandbox: z.nullish(SandboxModeSchema),
  serviceTier: z.nullish(z.string()),
});
export type ThreadResumeParams = z.infer<typeof ThreadResumeParamsSchema>;

export const ThreadResumeResponseSchema = z.object({
  activePermissionProfile: z.nullish(ActivePermissionProfileSchema),
  approvalPolicy: opened(AskForApprovalSchema),
  approvalsReviewer: opened(ApprovalsReviewerSchema),
  collaborationMode: z.nullish(CollaborationModeSchema),
  cwd: z.string(),
  disabledPluginIds: z._default(z.array(z.string()), []),
  initialTurnsPage: z.nullish(TurnsPageSchema),
  instructionSources: z._default(z.array(z.string()), []),
  itemsBackwardsCursor: z.nullish(z.string()),
  model: z.string(),
  modelProvider: z.string(),
  multiAgentMode: z._default(opened(MultiAgentModeSchema), "explicitRequestOnly"),
  reasoningEffort: z.nullish(ReasoningEffortSchema),
  runtimeWorkspaceRoots: z._default(z.array(z.string()), []),
  sandbox: opened(SandboxPolicySchema),
  serviceTier: z.nullish(z.string()),
  thread: ThreadSchema,
  turnsBackwardsCursor: z.nullish(z.string()),
});
export type ThreadResumeResponse = z.infer<typeof ThreadResumeResponseSchema>;

export const ThreadStartSourceSchema = z.enum(["startup", "clear"]);
export type ThreadStartSource = z.infer<typeof ThreadStartSourceSchema>;

/** Settings of a new thread. Absent ones come from the configuration. */
export const ThreadStartParamsSchema = z.object({
  allowProviderModelFallback: z.optional(z.boolean()),
  approvalPolicy: z.nullish(AskForApprovalSchema),
  approvalsReviewer: z.nullish(ApprovalsReviewerSchema),
  /** Replaces the model's instructions. */
  baseInstructions: z.nullish(z.string()),
  /** Dotted keys of `config.toml` with overriding values. */
  config: z.nullish(z.record(z.string(), z.unknown())),
  cwd: z.nullish(z.string()),
  daybreakEnabled: z.nullish(z.boolean()),
  /** Added to the instructions, as a developer message. */
  developerInstructions: z.nullish(z.string()),
  /** Tools provided by the client, called by `item/tool/call`. */
  dynamicTools: z.nullish(z.array(DynamicToolSpecSchema)),
  environments: z.nullish(z.array(TurnEnvironmentParamsSchema)),
  /** It is not saved. */
  ephemeral: z.nullish(z.boolean()),
  experimentalRawEvents: z.optional(z.boolean()),
  historyMode: z.nullish(ThreadHistoryModeSchema),
  mockExperimentalField: z.nullish(z.string()),
  model: z.nullish(z.string()),
  modelProvider: z.nullish(z.string()),
  multiAgentMode: z.nullish(MultiAgentModeSchema),
  permissions: z.nullish(z.string()),
  personality: z.nullish(PersonalitySchema),
  projectId: z.nullish(z.string()),
  runtimeWorkspaceRoots: z.nullish(z.array(z.string())),
  sandbox: z.nullish(SandboxModeSchema),
  selectedCapabilityRoots: z.nullish(z.array(SelectedCapabilityRootSchema)),
  serviceName: z.nullish(z.string()),
  serviceTier: z.nullish(z.string()),
  sessionStartSource: z.nullish(ThreadStartSourceSchema),
  threadSource: z.nullish(z.string()),
});
export type ThreadStartParams = z.infer<typeof ThreadStartParamsSchema>;

export const ThreadStartResponseSchema = z.object({
  activePermissionProfile: z.nullish(ActivePermissionProfileSchema),
  approvalPolicy: opened(AskForApprovalSchema),
  approvalsReviewer: opened(ApprovalsReviewerSchema),
  cwd: z.string(),
  disabledPluginIds: z._default(z.array(z.string()), []),
  instructionSources: z._default(z.array(z.string()), []),
  model: z.string(),
  modelProvider: z.string(),
  multiAgentMode: z._default(opened(MultiAgentModeSchema), "explicitRequestOnly"),
  reasoningEffort: z.nullish(ReasoningEffortSchema),
  runtimeWorkspaceRoots: z._default(z.array(z.string()), []),
  sandbox: opened(SandboxPolicySchema),
  serviceTier: z.nullish(z.string()),
  thread: ThreadSchema,
});
export type ThreadStartResponse = z.infer<typeof ThreadStartResponseSchema>;
