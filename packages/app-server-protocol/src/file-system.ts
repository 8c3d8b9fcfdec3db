import * as z from "zod/mini";

export const FsChangedNotificationSchema = z.object({
  changedPaths: z.array(z.string()),
  watchId: z.string(),
});
export type FsChangedNotification = z.infer<typeof FsChangedNotificationSchema>;

export const FsCopyParamsSchema = z.object({
  destinationPath: z.string(),
  recursive: z.optional(z.boolean()),
  sourcePath: z.string(),
});
export type FsCopyParams = z.infer<typeof FsCopyParamsSchema>;

export const FsCopyResponseSchema = z.object({});
export type FsCopyResponse = z.infer<typeof FsCopyResponseSchema>;

export const FsCreateDirectoryParamsSchema = z.object({
  path: z.string(),
  recursive: z.nullish(z.boolean()),
});
export type FsCreateDirectoryParams = z.infer<typeof FsCreateDirectoryParamsSchema>;

export const FsCreateDirectoryResponseSchema = z.object({});
export type FsCreateDirectoryResponse = z.infer<typeof FsCreateDirectoryResponseSchema>;

export const FsGetMetadataParamsSchema = z.object({
  path: z.string(),
});
export type FsGetMetadataParams = z.infer<typeof FsGetMetadataParamsSchema>;

export const FsGetMetadataResponseSchema = z.object({
  createdAtMs: z.int(),
  isDirectory: z.boolean(),
  isFile: z.boolean(),
  isSymlink: z.boolean(),
  modifiedAtMs: z.int(),
});
export type FsGetMetadataResponse = z.infer<typeof FsGetMetadataResponseSchema>;

export const FsReadDirectoryEntrySchema = z.object({
  fileName: z.string(),
  isDirectory: z.boolean(),
  isFile: z.boolean(),
});
export type FsReadDirectoryEntry = z.infer<typeof FsReadDirectoryEntrySchema>;

export const FsReadDirectoryParamsSchema = z.object({
  path: z.string(),
});
export type FsReadDirectoryParams = z.infer<typeof FsReadDirectoryParamsSchema>;

export const FsReadDirectoryResponseSchema = z.object({
  entries: z.array(FsReadDirectoryEntrySchema),
});
export type FsReadDirectoryResponse = z.infer<typeof FsReadDirectoryResponseSchema>;

export const FsReadFileParamsSchema = z.object({
  path: z.string(),
});
export type FsReadFileParams = z.infer<typeof FsReadFileParamsSchema>;

export const FsReadFileResponseSchema = z.object({
  dataBase64: z.string(),
});
export type FsReadFileResponse = z.infer<typeof FsReadFileResponseSchema>;

export const FsRemoveParamsSchema = z.object({
  force: z.nullish(z.boolean()),
  path: z.string(),
  recursive: z.nullish(z.boolean()),
});
export type FsRemoveParams = z.infer<typeof FsRemoveParamsSchema>;

export const FsRemoveResponseSchema = z.object({});
export type FsRemoveResponse = z.infer<typeof FsRemoveResponseSchema>;

export const FsUnwatchParamsSchema = z.object({
  watchId: z.string(),
});
export type FsUnwatchParams = z.infer<typeof FsUnwatchParamsSchema>;

export const FsUnwatchResponseSchema = z.object({});
export type FsUnwatchResponse = z.infer<typeof FsUnwatchResponseSchema>;

export const FsWatchParamsSchema = z.object({
  path: z.string(),
  watchId: z.string(),
});
export type FsWatchParams = z.infer<typeof FsWatchParamsSchema>;

export const FsWatchResponseSchema = z.object({
  path: z.string(),
});
export type FsWatchResponse = z.infer<typeof FsWatchResponseSchema>;

export const FsWriteFileParamsSchema = z.object({
  dataBase64: z.string(),
  path: z.string(),
});
export type FsWriteFileParams = z.infer<typeof FsWriteFileParamsSchema>;

export const FsWriteFileResponseSchema = z.object({});
export type FsWriteFileResponse = z.infer<typeof FsWriteFileResponseSchema>;
