import * as z from "zod/mini";
import { shortCount } from "./count.js";
import { ReasoningEffortSchema } from "./model-settings.js";
import { openEnum, openUnion } from "./open.js";

export const BedrockProviderIdSchema = z.enum(["amazon-bedrock", "amazon-bedrock-runtime"]);
export type BedrockProviderId = z.infer<typeof BedrockProviderIdSchema>;

export const GatewayAuthSchema = z.discriminatedUnion("mode", [
  z.object({
    mode: z.literal("none"),
  }),
  z.object({
    mode: z.literal("environmentVariable"),
    envKey: z.string(),
  }),
  z.object({
    mode: z.literal("externallyConfigured"),
    envKey: z.nullish(z.string()),
  }),
]);
export type GatewayAuth = z.infer<typeof GatewayAuthSchema>;

export const GcpProviderIdSchema = z.literal("gcp");
export type GcpProviderId = z.infer<typeof GcpProviderIdSchema>;

export const InputModalitySchema = openEnum(["text", "image", "audio"]);
export type InputModality = z.infer<typeof InputModalitySchema>;

export const ModelAvailabilityNuxSchema = z.object({
  message: z.string(),
});
export type ModelAvailabilityNux = z.infer<typeof ModelAvailabilityNuxSchema>;

export const MultiAgentVersionSchema = openEnum(["disabled", "v1", "v2"]);
export type MultiAgentVersion = z.infer<typeof MultiAgentVersionSchema>;

export const ModelServiceTierSchema = z.object({
  id: z.string(),
  description: z.string(),
  name: z.string(),
});
export type ModelServiceTier = z.infer<typeof ModelServiceTierSchema>;

export const ReasoningEffortOptionSchema = z.object({
  description: z.string(),
  reasoningEffort: ReasoningEffortSchema,
});
export type ReasoningEffortOption = z.infer<typeof ReasoningEffortOptionSchema>;

export const ModelUpgradeInfoSchema = z.object({
  migrationMarkdown: z.nullish(z.string()),
  model: z.string(),
  modelLink: z.nullish(z.string()),
  retirementAt: z.nullish(z.int()),
  upgradeCopy: z.nullish(z.string()),
});
export type ModelUpgradeInfo = z.infer<typeof ModelUpgradeInfoSchema>;

export const ModelSchema = z.object({
  id: z.string(),
  additionalSpeedTiers: z._default(z.array(z.string()), []),
  availabilityNux: z.nullish(ModelAvailabilityNuxSchema),
  defaultReasoningEffort: ReasoningEffortSchema,
  defaultServiceTier: z.nullish(z.string()),
  description: z.string(),
  displayName: z.string(),
  hidden: z.boolean(),
  inputModalities: z._default(z.array(InputModalitySchema), ["text", "image"]),
  isDefault: z.boolean(),
  model: z.string(),
  modelSpecialty: z.nullish(z.string()),
  multiAgentVersion: z.nullish(MultiAgentVersionSchema),
  serviceTiers: z._default(z.array(ModelServiceTierSchema), []),
  supportedReasoningEfforts: z.array(ReasoningEffortOptionSchema),
  supportsPersonality: z._default(z.boolean(), false),
  upgrade: z.nullish(z.string()),
  upgradeInfo: z.nullish(ModelUpgradeInfoSchema),
});
export type Model = z.infer<typeof ModelSchema>;

export const ModelListParamsSchema = z.object({
  cursor: z.nullish(z.string()),
  includeHidden: z.nullish(z.boolean()),
  limit: z.nullish(shortCount),
  modelProvider: z.nullish(z.string()),
});
export type ModelListParams = z.infer<typeof ModelListParamsSchema>;

export const ModelListResponseSchema = z.object({
  data: z.array(ModelSchema),
  nextCursor: z.nullish(z.string()),
});
export type ModelListResponse = z.infer<typeof ModelListResponseSchema>;

export const ModelProviderCapabilitiesReadParamsSchema = z.object({});
export type ModelProviderCapabilitiesReadParams = z.infer<typeof ModelProviderCapabilitiesReadParamsSchema>;

export const ModelProviderCapabilitiesReadResponseSchema = z.object({
  imageGeneration: z.boolean(),
  webSearch: z.boolean(),
});
export type ModelProviderCapabilitiesReadResponse = z.infer<typeof ModelProviderCapabilitiesReadResponseSchema>;

export const ProviderSettingsPatchSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("customGateway"),
    baseUrl: z.nullish(z.string()),
    envKey: z.nullish(z.string()),
    name: z.optional(z.string()),
    providerId: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("bedrock"),
    profile: z.nullish(z.string()),
    providerId: BedrockProviderIdSchema,
    region: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("gcp"),
    credentialFile: z.nullish(z.string()),
    location: z.nullish(z.string()),
    projectId: z.nullish(z.string()),
    providerId: GcpProviderIdSchema,
  }),
]);
export type ProviderSettingsPatch = z.infer<typeof ProviderSettingsPatchSchema>;

export const ModelProviderConfigWriteParamsSchema = z.object({
  settings: ProviderSettingsPatchSchema,
});
export type ModelProviderConfigWriteParams = z.infer<typeof ModelProviderConfigWriteParamsSchema>;

export const ProviderSettingsSchema = openUnion([
  z.object({
    type: z.literal("openai"),
  }),
  z.object({
    type: z.literal("customGateway"),
    auth: GatewayAuthSchema,
  }),
  z.object({
    type: z.literal("bedrock"),
    profile: z.nullish(z.string()),
    region: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("gcp"),
    credentialFile: z.nullish(z.string()),
    location: z.nullish(z.string()),
    projectId: z.nullish(z.string()),
  }),
]);
export type ProviderSettings = z.infer<typeof ProviderSettingsSchema>;

export const ModelProviderSummarySchema = z.object({
  id: z.string(),
  baseUrl: z.nullish(z.string()),
  canEdit: z.boolean(),
  name: z.string(),
  settings: ProviderSettingsSchema,
});
export type ModelProviderSummary = z.infer<typeof ModelProviderSummarySchema>;

export const ModelProviderConfigWriteResponseSchema = z.object({
  provider: ModelProviderSummarySchema,
});
export type ModelProviderConfigWriteResponse = z.infer<typeof ModelProviderConfigWriteResponseSchema>;

export const ModelProviderDefaultSetParamsSchema = z.object({
  providerId: z.string(),
});
export type ModelProviderDefaultSetParams = z.infer<typeof ModelProviderDefaultSetParamsSchema>;

export const ModelProviderListParamsSchema = z.object({});
export type ModelProviderListParams = z.infer<typeof ModelProviderListParamsSchema>;

export const ModelProviderListResponseSchema = z.object({
  canChangeDefault: z.boolean(),
  data: z.array(ModelProviderSummarySchema),
  defaultProviderId: z.string(),
});
export type ModelProviderListResponse = z.infer<typeof ModelProviderListResponseSchema>;
