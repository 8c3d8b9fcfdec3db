import * as z from "zod/mini";
import { count } from "./count.js";
import {
  ModeKindSchema,
  ReasoningEffortSchema,
  ReasoningSummarySchema,
  VerbositySchema,
  WebSearchModeSchema,
} from "./model-settings.js";
import { openEnum, opened, openUnion } from "./open.js";
import { ApprovalsReviewerSchema, AskForApprovalSchema, SandboxModeSchema } from "./policies.js";

export const AnalyticsConfigSchema = z.looseObject({
  enabled: z.nullish(z.boolean()),
});
export type AnalyticsConfig = z.infer<typeof AnalyticsConfigSchema>;

export const AutoCompactTokenLimitScopeSchema = openEnum(["total", "body_after_prefix"]);
export type AutoCompactTokenLimitScope = z.infer<typeof AutoCompactTokenLimitScopeSchema>;

export const CollaborationModeListParamsSchema = z.object({});
export type CollaborationModeListParams = z.infer<typeof CollaborationModeListParamsSchema>;

export const CollaborationModeMaskSchema = z.object({
  mode: z.nullish(opened(ModeKindSchema)),
  model: z.nullish(z.string()),
  name: z.string(),
  reasoning_effort: z.nullish(z.union([ReasoningEffortSchema, z.null()])),
});
export type CollaborationModeMask = z.infer<typeof CollaborationModeMaskSchema>;

export const CollaborationModeListResponseSchema = z.object({
  data: z.array(CollaborationModeMaskSchema),
});
export type CollaborationModeListResponse = z.infer<typeof CollaborationModeListResponseSchema>;

export const WebSearchProviderSchema = openEnum(["standalone", "search_mcp"]);
export type WebSearchProvider = z.infer<typeof WebSearchProviderSchema>;

export const ForcedChatgptWorkspaceIdsSchema = z.union([z.string(), z.array(z.string())]);
export type ForcedChatgptWorkspaceIds = z.infer<typeof ForcedChatgptWorkspaceIdsSchema>;

export const ForcedLoginMethodSchema = openEnum(["chatgpt", "api"]);
export type ForcedLoginMethod = z.infer<typeof ForcedLoginMethodSchema>;

export const SandboxWorkspaceWriteSchema = z.object({
  exclude_slash_tmp: z._default(z.boolean(), false),
  exclude_tmpdir_env_var: z._default(z.boolean(), false),
  network_access: z._default(z.boolean(), false),
  writable_roots: z._default(z.array(z.string()), []),
});
export type SandboxWorkspaceWrite = z.infer<typeof SandboxWorkspaceWriteSchema>;

export const WebSearchContextSizeSchema = openEnum(["low", "medium", "high"]);
export type WebSearchContextSize = z.infer<typeof WebSearchContextSizeSchema>;

export const WebSearchLocationSchema = z.object({
  city: z.nullish(z.string()),
  country: z.nullish(z.string()),
  region: z.nullish(z.string()),
  timezone: z.nullish(z.string()),
});
export type WebSearchLocation = z.infer<typeof WebSearchLocationSchema>;

export const WebSearchToolConfigSchema = z.object({
  allowed_domains: z.nullish(z.array(z.string())),
  context_size: z.nullish(WebSearchContextSizeSchema),
  location: z.nullish(WebSearchLocationSchema),
});
export type WebSearchToolConfig = z.infer<typeof WebSearchToolConfigSchema>;

export const ToolsV2Schema = z.object({
  web_search: z.nullish(WebSearchToolConfigSchema),
});
export type ToolsV2 = z.infer<typeof ToolsV2Schema>;

export const ConfigSchema = z.looseObject({
  analytics: z.nullish(AnalyticsConfigSchema),
  approval_policy: z.nullish(opened(AskForApprovalSchema)),
  approvals_reviewer: z.nullish(opened(ApprovalsReviewerSchema)),
  client_search_provider: z.nullish(WebSearchProviderSchema),
  compact_prompt: z.nullish(z.string()),
  desktop: z.nullish(z.record(z.string(), z.unknown())),
  developer_instructions: z.nullish(z.string()),
  forced_chatgpt_workspace_id: z.nullish(ForcedChatgptWorkspaceIdsSchema),
  forced_login_method: z.nullish(ForcedLoginMethodSchema),
  instructions: z.nullish(z.string()),
  model: z.nullish(z.string()),
  model_auto_compact_token_limit: z.nullish(z.int()),
  model_auto_compact_token_limit_scope: z.nullish(AutoCompactTokenLimitScopeSchema),
  model_context_window: z.nullish(z.int()),
  model_provider: z.nullish(z.string()),
  model_reasoning_effort: z.nullish(ReasoningEffortSchema),
  model_reasoning_summary: z.nullish(opened(ReasoningSummarySchema)),
  model_verbosity: z.nullish(VerbositySchema),
  review_model: z.nullish(z.string()),
  sandbox_mode: z.nullish(opened(SandboxModeSchema)),
  sandbox_workspace_write: z.nullish(SandboxWorkspaceWriteSchema),
  service_tier: z.nullish(z.string()),
  tools: z.nullish(ToolsV2Schema),
  web_search: z.nullish(WebSearchModeSchema),
});
export type Config = z.infer<typeof ConfigSchema>;

/** `upsert` merges tables, `replace` replaces the existing value. */
export const MergeStrategySchema = z.enum(["replace", "upsert"]);
export type MergeStrategy = z.infer<typeof MergeStrategySchema>;

/** A null value removes the key. */
export const ConfigEditSchema = z.object({
  keyPath: z.string(),
  mergeStrategy: MergeStrategySchema,
  value: z.unknown(),
});
export type ConfigEdit = z.infer<typeof ConfigEditSchema>;

export const ConfigBatchWriteParamsSchema = z.object({
  edits: z.array(ConfigEditSchema),
  expectedVersion: z.nullish(z.string()),
  filePath: z.nullish(z.string()),
  reloadUserConfig: z.optional(z.boolean()),
});
export type ConfigBatchWriteParams = z.infer<typeof ConfigBatchWriteParamsSchema>;

/** The source of a layer of the configuration. */
export const ConfigLayerSourceSchema = openUnion([
  z.object({
    type: z.literal("packagedDefaults"),
    file: z.string(),
  }),
  z.object({
    type: z.literal("mdm"),
    domain: z.string(),
    key: z.string(),
  }),
  z.object({
    type: z.literal("system"),
    file: z.string(),
  }),
  z.object({
    type: z.literal("enterpriseManaged"),
    id: z.string(),
    name: z.string(),
  }),
  z.object({
    type: z.literal("user"),
    file: z.string(),
    profile: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("project"),
    dotCodexFolder: z.string(),
  }),
  z.object({
    type: z.literal("sessionFlags"),
  }),
  z.object({
    type: z.literal("legacyManagedConfigTomlFromFile"),
    file: z.string(),
  }),
  z.object({
    type: z.literal("legacyManagedConfigTomlFromMdm"),
  }),
]);
export type ConfigLayerSource = z.infer<typeof ConfigLayerSourceSchema>;

export const ConfigLayerSchema = z.object({
  config: z.unknown(),
  disabledReason: z.nullish(z.string()),
  name: ConfigLayerSourceSchema,
  version: z.string(),
});
export type ConfigLayer = z.infer<typeof ConfigLayerSchema>;

export const ConfigLayerMetadataSchema = z.object({
  name: ConfigLayerSourceSchema,
  version: z.string(),
});
export type ConfigLayerMetadata = z.infer<typeof ConfigLayerMetadataSchema>;

export const ConfigReadParamsSchema = z.object({
  cwd: z.nullish(z.string()),
  includeLayers: z.optional(z.boolean()),
});
export type ConfigReadParams = z.infer<typeof ConfigReadParamsSchema>;

/** `config` is the effective configuration with the names of `config.toml`; `origins` gives the layer of each value by dotted key. */
export const ConfigReadResponseSchema = z.object({
  config: ConfigSchema,
  layers: z.nullish(z.array(ConfigLayerSchema)),
  origins: z.record(z.string(), ConfigLayerMetadataSchema),
});
export type ConfigReadResponse = z.infer<typeof ConfigReadResponseSchema>;

export const ConfigRequirementsSchema = z.record(z.string(), z.unknown());
export type ConfigRequirements = z.infer<typeof ConfigRequirementsSchema>;

export const ConfigRequirementsReadResponseSchema = z.object({
  requirements: z.nullish(ConfigRequirementsSchema),
  supportsIndependentSpeedModes: z.nullish(z.boolean()),
});
export type ConfigRequirementsReadResponse = z.infer<typeof ConfigRequirementsReadResponseSchema>;

export const ConfigValueWriteParamsSchema = z.object({
  expectedVersion: z.nullish(z.string()),
  filePath: z.nullish(z.string()),
  keyPath: z.string(),
  mergeStrategy: MergeStrategySchema,
  value: z.unknown(),
});
export type ConfigValueWriteParams = z.infer<typeof ConfigValueWriteParamsSchema>;

export const TextPositionSchema = z.object({
  column: count,
  line: count,
});
export type TextPosition = z.infer<typeof TextPositionSchema>;

export const TextRangeSchema = z.object({
  end: TextPositionSchema,
  start: TextPositionSchema,
});
export type TextRange = z.infer<typeof TextRangeSchema>;

export const ConfigWarningNotificationSchema = z.object({
  details: z.nullish(z.string()),
  path: z.nullish(z.string()),
  range: z.nullish(TextRangeSchema),
  summary: z.string(),
});
export type ConfigWarningNotification = z.infer<typeof ConfigWarningNotificationSchema>;

export const OverriddenMetadataSchema = z.object({
  effectiveValue: z.unknown(),
  message: z.string(),
  overridingLayer: ConfigLayerMetadataSchema,
});
export type OverriddenMetadata = z.infer<typeof OverriddenMetadataSchema>;

export const WriteStatusSchema = openEnum(["ok", "okOverridden"]);
export type WriteStatus = z.infer<typeof WriteStatusSchema>;

export const ConfigWriteResponseSchema = z.object({
  filePath: z.string(),
  overriddenMetadata: z.nullish(OverriddenMetadataSchema),
  status: WriteStatusSchema,
  version: z.string(),
});
export type ConfigWriteResponse = z.infer<typeof ConfigWriteResponseSchema>;

export const ConfigurationReasoningSchema = z.object({
  effort: ReasoningEffortSchema,
});
export type ConfigurationReasoning = z.infer<typeof ConfigurationReasoningSchema>;

export const DeprecationNoticeNotificationSchema = z.object({
  details: z.nullish(z.string()),
  summary: z.string(),
});
export type DeprecationNoticeNotification = z.infer<typeof DeprecationNoticeNotificationSchema>;

export const GuardianWarningNotificationSchema = z.object({
  threadId: z.string(),
  message: z.string(),
});
export type GuardianWarningNotification = z.infer<typeof GuardianWarningNotificationSchema>;

export const WarningNotificationSchema = z.object({
  threadId: z.nullish(z.string()),
  message: z.string(),
});
export type WarningNotification = z.infer<typeof WarningNotificationSchema>;
