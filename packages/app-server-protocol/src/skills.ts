import * as z from "zod/mini";
import { openEnum } from "./open.js";

export const SkillToolDependencySchema = z.object({
  type: z.string(),
  command: z.nullish(z.string()),
  description: z.nullish(z.string()),
  transport: z.nullish(z.string()),
  url: z.nullish(z.string()),
  value: z.string(),
});
export type SkillToolDependency = z.infer<typeof SkillToolDependencySchema>;

export const SkillDependenciesSchema = z.object({
  tools: z.array(SkillToolDependencySchema),
});
export type SkillDependencies = z.infer<typeof SkillDependenciesSchema>;

export const SkillErrorInfoSchema = z.object({
  message: z.string(),
  path: z.string(),
});
export type SkillErrorInfo = z.infer<typeof SkillErrorInfoSchema>;

export const SkillInterfaceSchema = z.object({
  brandColor: z.nullish(z.string()),
  defaultPrompt: z.nullish(z.string()),
  displayName: z.nullish(z.string()),
  iconLarge: z.nullish(z.string()),
  iconLargeUrl: z.nullish(z.string()),
  iconSmall: z.nullish(z.string()),
  iconSmallUrl: z.nullish(z.string()),
  shortDescription: z.nullish(z.string()),
});
export type SkillInterface = z.infer<typeof SkillInterfaceSchema>;

export const SkillScopeSchema = openEnum(["user", "repo", "system", "admin"]);
export type SkillScope = z.infer<typeof SkillScopeSchema>;

export const SkillMetadataSchema = z.object({
  dependencies: z.nullish(SkillDependenciesSchema),
  description: z.string(),
  enabled: z.boolean(),
  interface: z.nullish(SkillInterfaceSchema),
  name: z.string(),
  path: z.string(),
  pluginId: z.nullish(z.string()),
  scope: SkillScopeSchema,
  shortDescription: z.nullish(z.string()),
});
export type SkillMetadata = z.infer<typeof SkillMetadataSchema>;

export const SkillsChangedNotificationSchema = z.object({});
export type SkillsChangedNotification = z.infer<typeof SkillsChangedNotificationSchema>;

export const SkillsConfigWriteParamsSchema = z.object({
  enabled: z.boolean(),
  name: z.nullish(z.string()),
  path: z.nullish(z.string()),
});
export type SkillsConfigWriteParams = z.infer<typeof SkillsConfigWriteParamsSchema>;

export const SkillsConfigWriteResponseSchema = z.object({
  effectiveEnabled: z.boolean(),
});
export type SkillsConfigWriteResponse = z.infer<typeof SkillsConfigWriteResponseSchema>;

export const SkillsExtraRootsSetParamsSchema = z.object({
  extraRoots: z.array(z.string()),
});
export type SkillsExtraRootsSetParams = z.infer<typeof SkillsExtraRootsSetParamsSchema>;

export const SkillsExtraRootsSetResponseSchema = z.object({});
export type SkillsExtraRootsSetResponse = z.infer<typeof SkillsExtraRootsSetResponseSchema>;

export const SkillsListEntrySchema = z.object({
  cwd: z.string(),
  errors: z.array(SkillErrorInfoSchema),
  skills: z.array(SkillMetadataSchema),
});
export type SkillsListEntry = z.infer<typeof SkillsListEntrySchema>;

export const SkillsListParamsSchema = z.object({
  cwds: z.optional(z.array(z.string())),
  forceReload: z.optional(z.boolean()),
});
export type SkillsListParams = z.infer<typeof SkillsListParamsSchema>;

export const SkillsListResponseSchema = z.object({
  data: z.array(SkillsListEntrySchema),
});
export type SkillsListResponse = z.infer<typeof SkillsListResponseSchema>;
