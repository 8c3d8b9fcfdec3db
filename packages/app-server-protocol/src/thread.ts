import * as z from "zod/mini";
import {
  CollaborationModeSchema,
  MultiAgentModeSchema,
  PersonalitySchema,
  ReasoningEffortSchema,
  ReasoningSummarySchema,
} from "./model-settings.js";
import { openEnum, opened, openUnion, unknownVariant } from "./open.js";
import {
  ActivePermissionProfileSchema,
  ApprovalsReviewerSchema,
  AskForApprovalSchema,
  SandboxPolicySchema,
} from "./policies.js";
import { TurnSchema } from "./turn.js";

/** The state of the repository when the thread started. */
export const GitInfoSchema = z.object({
  branch: z.nullish(z.string()),
  originUrl: z.nullish(z.string()),
  sha: z.nullish(z.string()),
});
export type GitInfo = z.infer<typeof GitInfoSchema>;

export const SubAgentSourceSchema = z.union([
  z.enum(["review", "compact", "memory_consolidation"]),
  z.object({
    thread_spawn: z.object({
      agent_nickname: z.nullish(z.string()),
      agent_path: z.nullish(z.string()),
      agent_role: z.nullish(z.string()),
      depth: z.int(),
      parent_thread_id: z.string(),
    }),
  }),
  z.object({
    other: z.string(),
  }),
  unknownVariant,
]);
export type SubAgentSource = z.infer<typeof SubAgentSourceSchema>;

/** What started a thread. */
export const SessionSourceSchema = z.union([
  z.enum(["cli", "vscode", "exec", "appServer", "unknown"]),
  z.object({
    custom: z.string(),
  }),
  z.object({
    subAgent: SubAgentSourceSchema,
  }),
  unknownVariant,
]);
export type SessionSource = z.infer<typeof SessionSourceSchema>;

export const ThreadEnvironmentSchema = z.object({
  cwd: z.string(),
  environmentId: z.string(),
  runtimeWorkspaceRoots: z.array(z.string()),
});
export type ThreadEnvironment = z.infer<typeof ThreadEnvironmentSchema>;

export const ThreadHistoryModeSchema = z.enum(["legacy", "paginated"]);
export type ThreadHistoryMode = z.infer<typeof ThreadHistoryModeSchema>;

export const ThreadSectionAppearanceSchema = z.object({
  color: z.nullish(z.string()),
  icon: z.nullish(z.string()),
});
export type ThreadSectionAppearance = z.infer<typeof ThreadSectionAppearanceSchema>;

export const ThreadSectionSchema = z.object({
  id: z.string(),
  appearance: z.nullish(ThreadSectionAppearanceSchema),
  name: z.string(),
});
export type ThreadSection = z.infer<typeof ThreadSectionSchema>;

export const ThreadActiveFlagSchema = openEnum(["waitingOnApproval", "waitingOnUserInput"]);
export type ThreadActiveFlag = z.infer<typeof ThreadActiveFlagSchema>;

/** `active` includes what it waits for; `systemError` means that its last turn failed. */
export const ThreadStatusSchema = openUnion([
  z.object({
    type: z.literal("notLoaded"),
  }),
  z.object({
    type: z.literal("idle"),
  }),
  z.object({
    type: z.literal("systemError"),
  }),
  z.object({
    type: z.literal("active"),
    activeFlags: z.array(ThreadActiveFlagSchema),
  }),
]);
export type ThreadStatus = z.infer<typeof ThreadStatusSchema>;

/** A conversation: its settings and, if requested, its turns. */
export const ThreadSchema = z.object({
  id: z.string(),
  agentNickname: z.nullish(z.string()),
  agentRole: z.nullish(z.string()),
  attachedToThreadId: z.nullish(z.string()),
  canAcceptDirectInput: z.nullish(z.boolean()),
  cliVersion: z.string(),
  /** Seconds since 1970. */
  createdAt: z.int(),
  cwd: z.string(),
  daybreakEnabled: z.nullish(z.boolean()),
  environments: z.nullish(z.array(ThreadEnvironmentSchema)),
  /** It is not saved. */
  ephemeral: z.boolean(),
  forkedFromId: z.nullish(z.string()),
  gitInfo: z.nullish(GitInfoSchema),
  historyMode: z._default(opened(ThreadHistoryModeSchema), "legacy"),
  model: z.nullish(z.string()),
  modelProvider: z.string(),
  name: z.nullish(z.string()),
  originator: z.nullish(z.string()),
  parentThreadId: z.nullish(z.string()),
  /** Its file; null for an ephemeral thread. */
  path: z.nullish(z.string()),
  /** The user's first message. */
  preview: z.string(),
  projectId: z.nullable(z.string()),
  reasoningEffort: z.nullish(ReasoningEffortSchema),
  recencyAt: z.nullish(z.int()),
  section: z.nullish(ThreadSectionSchema),
  sectionEnteredAt: z.nullish(z.int()),
  /** The id of the thread at the root of a tree of threads. */
  sessionId: z.string(),
  source: SessionSourceSchema,
  status: ThreadStatusSchema,
  threadSource: z.nullish(z.string()),
  /** Only filled by `thread/resume`, `thread/fork`, `thread/revert` and `thread/read` with `includeTurns`. */
  turns: z.array(TurnSchema),
  /** Seconds since 1970. */
  updatedAt: z.int(),
});
export type Thread = z.infer<typeof ThreadSchema>;

export const ThreadUnreadPositionSchema = openUnion([
  z.object({
    type: z.literal("threadStart"),
  }),
  z.object({
    type: z.literal("turn"),
    turnId: z.string(),
  }),
]);
export type ThreadUnreadPosition = z.infer<typeof ThreadUnreadPositionSchema>;

export const ThreadReadStateSchema = z.object({
  firstUnread: z.nullish(ThreadUnreadPositionSchema),
  revision: z.string(),
});
export type ThreadReadState = z.infer<typeof ThreadReadStateSchema>;

export const ThreadSettingsSchema = z.object({
  activePermissionProfile: z.nullish(ActivePermissionProfileSchema),
  approvalPolicy: opened(AskForApprovalSchema),
  approvalsReviewer: opened(ApprovalsReviewerSchema),
  collaborationMode: CollaborationModeSchema,
  cwd: z.string(),
  disabledPluginIds: z._default(z.array(z.string()), []),
  effort: z.nullish(ReasoningEffortSchema),
  environments: z.nullish(z.array(ThreadEnvironmentSchema)),
  model: z.string(),
  modelProvider: z.string(),
  multiAgentMode: z._default(opened(MultiAgentModeSchema), "explicitRequestOnly"),
  personality: z.nullish(opened(PersonalitySchema)),
  sandboxPolicy: opened(SandboxPolicySchema),
  serviceTier: z.nullish(z.string()),
  summary: z.nullish(opened(ReasoningSummarySchema)),
});
export type ThreadSettings = z.infer<typeof ThreadSettingsSchema>;

/** Tokens; `inputTokens` includes the cached ones. */
export const TokenUsageBreakdownSchema = z.object({
  cacheWriteInputTokens: z._default(z.int(), 0),
  cachedInputTokens: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  reasoningOutputTokens: z.int(),
  totalTokens: z.int(),
});
export type TokenUsageBreakdown = z.infer<typeof TokenUsageBreakdownSchema>;

export const ThreadTokenUsageSchema = z.object({
  last: TokenUsageBreakdownSchema,
  modelContextWindow: z.nullish(z.int()),
  total: TokenUsageBreakdownSchema,
});
export type ThreadTokenUsage = z.infer<typeof ThreadTokenUsageSchema>;

export const TurnEnvironmentParamsSchema = z.object({
  cwd: z.string(),
  environmentId: z.string(),
  runtimeWorkspaceRoots: z.nullish(z.array(z.string())),
});
export type TurnEnvironmentParams = z.infer<typeof TurnEnvironmentParamsSchema>;
