import * as z from "zod/mini";
import { shortCount } from "./count.js";
import { openEnum } from "./open.js";

export const ExperimentalFeatureStageSchema = openEnum(["beta", "underDevelopment", "stable", "deprecated", "removed"]);
export type ExperimentalFeatureStage = z.infer<typeof ExperimentalFeatureStageSchema>;

export const ExperimentalFeatureSchema = z.object({
  announcement: z.nullish(z.string()),
  defaultEnabled: z.boolean(),
  description: z.nullish(z.string()),
  displayName: z.nullish(z.string()),
  enabled: z.boolean(),
  name: z.string(),
  stage: ExperimentalFeatureStageSchema,
});
export type ExperimentalFeature = z.infer<typeof ExperimentalFeatureSchema>;

export const ExperimentalFeatureEnablementSetParamsSchema = z.object({
  enablement: z.record(z.string(), z.boolean()),
});
export type ExperimentalFeatureEnablementSetParams = z.infer<typeof ExperimentalFeatureEnablementSetParamsSchema>;

export const ExperimentalFeatureEnablementSetResponseSchema = z.object({
  enablement: z.record(z.string(), z.boolean()),
});
export type ExperimentalFeatureEnablementSetResponse = z.infer<typeof ExperimentalFeatureEnablementSetResponseSchema>;

export const ExperimentalFeatureListParamsSchema = z.object({
  threadId: z.nullish(z.string()),
  cursor: z.nullish(z.string()),
  limit: z.nullish(shortCount),
});
export type ExperimentalFeatureListParams = z.infer<typeof ExperimentalFeatureListParamsSchema>;

export const ExperimentalFeatureListResponseSchema = z.object({
  data: z.array(ExperimentalFeatureSchema),
  nextCursor: z.nullish(z.string()),
});
export type ExperimentalFeatureListResponse = z.infer<typeof ExperimentalFeatureListResponseSchema>;
