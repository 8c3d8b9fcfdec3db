import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum } from "./open.js";

export const HookOutputEntryKindSchema = openEnum(["warning", "stop", "feedback", "context", "error"]);
export type HookOutputEntryKind = z.infer<typeof HookOutputEntryKindSchema>;

export const HookOutputEntrySchema = z.object({
  kind: HookOutputEntryKindSchema,
  text: z.string(),
});
export type HookOutputEntry = z.infer<typeof HookOutputEntrySchema>;

export const HookEventNameSchema = openEnum([
  "preModelRequest",
  "postModelRequest",
  "preToolUse",
  "permissionRequest",
  "postToolUse",
  "preCompact",
  "postCompact",
  "sessionStart",
  "sessionEnd",
  "userPromptSubmit",
  "subagentStart",
  "subagentStop",
  "stop",
  "interrupt",
]);
export type HookEventName = z.infer<typeof HookEventNameSchema>;

export const HookExecutionModeSchema = openEnum(["sync", "async"]);
export type HookExecutionMode = z.infer<typeof HookExecutionModeSchema>;

export const HookHandlerTypeSchema = openEnum(["command", "mcpTool", "prompt", "agent"]);
export type HookHandlerType = z.infer<typeof HookHandlerTypeSchema>;

export const HookScopeSchema = openEnum(["thread", "turn"]);
export type HookScope = z.infer<typeof HookScopeSchema>;

export const HookSourceSchema = openEnum([
  "system",
  "user",
  "project",
  "mdm",
  "sessionFlags",
  "plugin",
  "cloudRequirements",
  "cloudManagedConfig",
  "legacyManagedConfigFile",
  "legacyManagedConfigMdm",
  "unknown",
]);
export type HookSource = z.infer<typeof HookSourceSchema>;

export const HookRunStatusSchema = openEnum(["running", "completed", "failed", "blocked", "stopped"]);
export type HookRunStatus = z.infer<typeof HookRunStatusSchema>;

export const HookRunSummarySchema = z.object({
  id: z.string(),
  completedAt: z.nullish(z.int()),
  displayOrder: z.int(),
  durationMs: z.nullish(z.int()),
  entries: z.array(HookOutputEntrySchema),
  eventName: HookEventNameSchema,
  executionMode: HookExecutionModeSchema,
  handlerType: HookHandlerTypeSchema,
  scope: HookScopeSchema,
  source: z._default(HookSourceSchema, "unknown"),
  sourcePath: z.string(),
  startedAt: z.int(),
  status: HookRunStatusSchema,
  statusMessage: z.nullish(z.string()),
});
export type HookRunSummary = z.infer<typeof HookRunSummarySchema>;

export const HookCompletedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.nullish(z.string()),
  run: HookRunSummarySchema,
});
export type HookCompletedNotification = z.infer<typeof HookCompletedNotificationSchema>;

export const HookErrorInfoSchema = z.object({
  message: z.string(),
  path: z.string(),
});
export type HookErrorInfo = z.infer<typeof HookErrorInfoSchema>;

export const HookTrustStatusSchema = openEnum(["managed", "untrusted", "trusted", "modified"]);
export type HookTrustStatus = z.infer<typeof HookTrustStatusSchema>;

export const HookMetadataSchema = z.discriminatedUnion("handlerType", [
  z.object({
    additionalContextLimit: z.nullish(count),
    currentHash: z.string(),
    displayOrder: z.int(),
    enabled: z.boolean(),
    environmentId: z.nullish(z.string()),
    eventName: HookEventNameSchema,
    isManaged: z.boolean(),
    key: z.string(),
    matcher: z.nullish(z.string()),
    pluginId: z.nullish(z.string()),
    source: HookSourceSchema,
    sourcePath: z.string(),
    statusMessage: z.nullish(z.string()),
    timeoutSec: count,
    trustStatus: HookTrustStatusSchema,
    async: z._default(z.boolean(), false),
    command: z.string(),
    handlerType: z.literal("command"),
  }),
  z.object({
    additionalContextLimit: z.nullish(count),
    currentHash: z.string(),
    displayOrder: z.int(),
    enabled: z.boolean(),
    environmentId: z.nullish(z.string()),
    eventName: HookEventNameSchema,
    isManaged: z.boolean(),
    key: z.string(),
    matcher: z.nullish(z.string()),
    pluginId: z.nullish(z.string()),
    source: HookSourceSchema,
    sourcePath: z.string(),
    statusMessage: z.nullish(z.string()),
    timeoutSec: count,
    trustStatus: HookTrustStatusSchema,
    handlerType: z.literal("mcpTool"),
    server: z.string(),
    tool: z.string(),
  }),
  z.object({
    additionalContextLimit: z.nullish(count),
    currentHash: z.string(),
    displayOrder: z.int(),
    enabled: z.boolean(),
    environmentId: z.nullish(z.string()),
    eventName: HookEventNameSchema,
    isManaged: z.boolean(),
    key: z.string(),
    matcher: z.nullish(z.string()),
    pluginId: z.nullish(z.string()),
    source: HookSourceSchema,
    sourcePath: z.string(),
    statusMessage: z.nullish(z.string()),
    timeoutSec: count,
    trustStatus: HookTrustStatusSchema,
    handlerType: z.literal("prompt"),
  }),
  z.object({
    additionalContextLimit: z.nullish(count),
    currentHash: z.string(),
    displayOrder: z.int(),
    enabled: z.boolean(),
    environmentId: z.nullish(z.string()),
    eventName: HookEventNameSchema,
    isManaged: z.boolean(),
    key: z.string(),
    matcher: z.nullish(z.string()),
    pluginId: z.nullish(z.string()),
    source: HookSourceSchema,
    sourcePath: z.string(),
    statusMessage: z.nullish(z.string()),
    timeoutSec: count,
    trustStatus: HookTrustStatusSchema,
    handlerType: z.literal("agent"),
  }),
]);
export type HookMetadata = z.infer<typeof HookMetadataSchema>;

export const HookStartedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.nullish(z.string()),
  run: HookRunSummarySchema,
});
export type HookStartedNotification = z.infer<typeof HookStartedNotificationSchema>;

export const HooksListEntrySchema = z.object({
  cwd: z.string(),
  errors: z.array(HookErrorInfoSchema),
  hooks: z.array(HookMetadataSchema),
  warnings: z.array(z.string()),
});
export type HooksListEntry = z.infer<typeof HooksListEntrySchema>;

export const HooksListParamsSchema = z.object({
  threadId: z.nullish(z.string()),
  cwds: z.optional(z.array(z.string())),
});
export type HooksListParams = z.infer<typeof HooksListParamsSchema>;

export const HooksListResponseSchema = z.object({
  data: z.array(HooksListEntrySchema),
});
export type HooksListResponse = z.infer<typeof HooksListResponseSchema>;
