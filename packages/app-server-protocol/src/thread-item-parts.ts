import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum, openUnion } from "./open.js";

export const AgentMessageDeliverySchema = z.literal("async");
export type AgentMessageDelivery = z.infer<typeof AgentMessageDeliverySchema>;

export const AsyncUserInputQuestionSchema = z.object({
  options: z.nullish(z.array(z.string())),
  title: z.string(),
});
export type AsyncUserInputQuestion = z.infer<typeof AsyncUserInputQuestionSchema>;

export const CollabAgentStatusSchema = openEnum([
  "pendingInit",
  "running",
  "interrupted",
  "completed",
  "errored",
  "shutdown",
  "notFound",
]);
export type CollabAgentStatus = z.infer<typeof CollabAgentStatusSchema>;

export const CollabAgentStateSchema = z.object({
  message: z.nullish(z.string()),
  status: CollabAgentStatusSchema,
});
export type CollabAgentState = z.infer<typeof CollabAgentStateSchema>;

export const CollabAgentToolSchema = openEnum([
  "spawnAgent",
  "sendInput",
  "resumeAgent",
  "wait",
  "closeAgent",
  "sendMessage",
  "followupTask",
  "interruptAgent",
  "listAgents",
]);
export type CollabAgentTool = z.infer<typeof CollabAgentToolSchema>;

export const CollabAgentToolCallStatusSchema = openEnum(["inProgress", "completed", "failed", "interrupted"]);
export type CollabAgentToolCallStatus = z.infer<typeof CollabAgentToolCallStatusSchema>;

/** What a command does, as far as its text shows; for display. */
export const CommandActionSchema = openUnion([
  z.object({
    type: z.literal("read"),
    command: z.string(),
    name: z.string(),
    path: z.string(),
  }),
  z.object({
    type: z.literal("listFiles"),
    command: z.string(),
    path: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("search"),
    command: z.string(),
    path: z.nullish(z.string()),
    query: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("unknown"),
    command: z.string(),
  }),
]);
export type CommandAction = z.infer<typeof CommandActionSchema>;

/** Who ran it: the model, the user's own shell, or the model in a persistent terminal. */
export const CommandExecutionSourceSchema = openEnum([
  "agent",
  "userShell",
  "unifiedExecStartup",
  "unifiedExecInteraction",
]);
export type CommandExecutionSource = z.infer<typeof CommandExecutionSourceSchema>;

export const CommandExecutionStatusSchema = openEnum(["inProgress", "completed", "failed", "declined"]);
export type CommandExecutionStatus = z.infer<typeof CommandExecutionStatusSchema>;

export const DynamicToolCallOutputContentItemSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("inputText"),
    text: z.string(),
  }),
  z.object({
    type: z.literal("inputImage"),
    imageUrl: z.string(),
  }),
  z.object({
    type: z.literal("inputAudio"),
    audioUrl: z.string(),
  }),
]);
export type DynamicToolCallOutputContentItem = z.infer<typeof DynamicToolCallOutputContentItemSchema>;

export const DynamicToolCallStatusSchema = openEnum(["inProgress", "completed", "failed"]);
export type DynamicToolCallStatus = z.infer<typeof DynamicToolCallStatusSchema>;

export const PatchChangeKindSchema = openUnion([
  z.object({
    type: z.literal("add"),
  }),
  z.object({
    type: z.literal("delete"),
  }),
  z.object({
    type: z.literal("update"),
    move_path: z.nullish(z.string()),
  }),
]);
export type PatchChangeKind = z.infer<typeof PatchChangeKindSchema>;

/** A changed file. `diff` is the content of a new or deleted file, otherwise a unified diff. */
export const FileUpdateChangeSchema = z.object({
  diff: z.string(),
  kind: PatchChangeKindSchema,
  path: z.string(),
});
export type FileUpdateChange = z.infer<typeof FileUpdateChangeSchema>;

export const HookPromptFragmentSchema = z.object({
  hookRunId: z.string(),
  text: z.string(),
});
export type HookPromptFragment = z.infer<typeof HookPromptFragmentSchema>;

export const ImageGenerationFailureSchema = openUnion([
  z.object({
    type: z.literal("usageLimitExceeded"),
    limitId: z.string(),
    resetsAt: z.nullish(z.int()),
  }),
]);
export type ImageGenerationFailure = z.infer<typeof ImageGenerationFailureSchema>;

export const ImageGenerationInputImageSchema = z.object({
  path: z.string(),
  sha256: z.string(),
});
export type ImageGenerationInputImage = z.infer<typeof ImageGenerationInputImageSchema>;

export const McpToolCallAppContextSchema = z.object({
  actionName: z.nullish(z.string()),
  appName: z.nullish(z.string()),
  connectorId: z.string(),
  linkId: z.nullish(z.string()),
  resourceUri: z.nullish(z.string()),
});
export type McpToolCallAppContext = z.infer<typeof McpToolCallAppContextSchema>;

export const McpToolCallErrorSchema = z.object({
  message: z.string(),
});
export type McpToolCallError = z.infer<typeof McpToolCallErrorSchema>;

export const McpToolCallResultSchema = z.object({
  _meta: z.optional(z.unknown()),
  content: z.array(z.unknown()),
  structuredContent: z.optional(z.unknown()),
});
export type McpToolCallResult = z.infer<typeof McpToolCallResultSchema>;

export const McpToolCallStatusSchema = openEnum(["inProgress", "completed", "failed"]);
export type McpToolCallStatus = z.infer<typeof McpToolCallStatusSchema>;

export const MemoryCitationEntrySchema = z.object({
  lineEnd: count,
  lineStart: count,
  note: z.string(),
  path: z.string(),
});
export type MemoryCitationEntry = z.infer<typeof MemoryCitationEntrySchema>;

export const MemoryCitationSchema = z.object({
  entries: z.array(MemoryCitationEntrySchema),
  threadIds: z.array(z.string()),
});
export type MemoryCitation = z.infer<typeof MemoryCitationSchema>;

export const PatchApplyStatusSchema = openEnum(["inProgress", "completed", "failed", "declined"]);
export type PatchApplyStatus = z.infer<typeof PatchApplyStatusSchema>;

export const SubAgentActivityKindSchema = openEnum(["started", "interacted", "interrupted", "completed"]);
export type SubAgentActivityKind = z.infer<typeof SubAgentActivityKindSchema>;

export const WebSearchActionSchema = openUnion([
  z.object({
    type: z.literal("search"),
    queries: z.nullish(z.array(z.string())),
    query: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("openPage"),
    url: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("findInPage"),
    pattern: z.nullish(z.string()),
    url: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("other"),
  }),
]);
export type WebSearchAction = z.infer<typeof WebSearchActionSchema>;
