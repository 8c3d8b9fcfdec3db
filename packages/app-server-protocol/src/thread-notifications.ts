import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import * as z from "zod/mini";
import {
  ThreadReadStateSchema,
  ThreadSchema,
  ThreadSettingsSchema,
  ThreadStatusSchema,
  ThreadTokenUsageSchema,
} from "./thread.js";

export const ServerRequestResolvedNotificationSchema = z.object({
  threadId: z.string(),
  requestId: RequestIdSchema,
});
export type ServerRequestResolvedNotification = z.infer<typeof ServerRequestResolvedNotificationSchema>;

export const ThreadArchivedNotificationSchema = z.object({
  threadId: z.string(),
});
export type ThreadArchivedNotification = z.infer<typeof ThreadArchivedNotificationSchema>;

export const ThreadClosedNotificationSchema = z.object({
  threadId: z.string(),
});
export type ThreadClosedNotification = z.infer<typeof ThreadClosedNotificationSchema>;

export const ThreadDeletedNotificationSchema = z.object({
  threadId: z.string(),
});
export type ThreadDeletedNotification = z.infer<typeof ThreadDeletedNotificationSchema>;

export const ThreadNameUpdatedNotificationSchema = z.object({
  threadId: z.string(),
  threadName: z.nullish(z.string()),
});
export type ThreadNameUpdatedNotification = z.infer<typeof ThreadNameUpdatedNotificationSchema>;

export const ThreadReadStateChangedNotificationSchema = z.object({
  threadId: z.string(),
  readState: ThreadReadStateSchema,
});
export type ThreadReadStateChangedNotification = z.infer<typeof ThreadReadStateChangedNotificationSchema>;

export const ThreadRevertedNotificationSchema = z.object({
  threadId: z.string(),
});
export type ThreadRevertedNotification = z.infer<typeof ThreadRevertedNotificationSchema>;

export const ThreadSettingsUpdatedNotificationSchema = z.object({
  threadId: z.string(),
  threadSettings: ThreadSettingsSchema,
});
export type ThreadSettingsUpdatedNotification = z.infer<typeof ThreadSettingsUpdatedNotificationSchema>;

export const ThreadStartedNotificationSchema = z.object({
  thread: ThreadSchema,
});
export type ThreadStartedNotification = z.infer<typeof ThreadStartedNotificationSchema>;

export const ThreadStatusChangedNotificationSchema = z.object({
  threadId: z.string(),
  status: ThreadStatusSchema,
});
export type ThreadStatusChangedNotification = z.infer<typeof ThreadStatusChangedNotificationSchema>;

export const ThreadTokenUsageUpdatedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  tokenUsage: ThreadTokenUsageSchema,
});
export type ThreadTokenUsageUpdatedNotification = z.infer<typeof ThreadTokenUsageUpdatedNotificationSchema>;

export const ThreadUnarchivedNotificationSchema = z.object({
  threadId: z.string(),
});
export type ThreadUnarchivedNotification = z.infer<typeof ThreadUnarchivedNotificationSchema>;
