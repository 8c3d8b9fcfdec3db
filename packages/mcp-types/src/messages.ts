import * as z from "zod/mini";
import { CompleteRequestSchema, CompleteResultSchema } from "./completion.js";
import { ElicitationCompleteNotificationSchema, ElicitRequestSchema, ElicitResultSchema } from "./elicitation.js";
import {
  InitializedNotificationSchema,
  InitializeRequestSchema,
  InitializeResultSchema,
  PingRequestSchema,
} from "./initialize.js";
import { LoggingMessageNotificationSchema, SetLevelRequestSchema } from "./logging.js";
import { EmptyResultSchema } from "./meta.js";
import { CancelledNotificationSchema, ProgressNotificationSchema } from "./progress.js";
import {
  GetPromptRequestSchema,
  GetPromptResultSchema,
  ListPromptsRequestSchema,
  ListPromptsResultSchema,
  PromptListChangedNotificationSchema,
} from "./prompts.js";
import {
  ListResourcesRequestSchema,
  ListResourcesResultSchema,
  ListResourceTemplatesRequestSchema,
  ListResourceTemplatesResultSchema,
  ReadResourceRequestSchema,
  ReadResourceResultSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "./resources.js";
import { ListRootsRequestSchema, ListRootsResultSchema, RootsListChangedNotificationSchema } from "./roots.js";
import { CreateMessageRequestSchema, CreateMessageResultSchema } from "./sampling.js";
import {
  CancelTaskRequestSchema,
  CreateTaskResultSchema,
  GetTaskPayloadRequestSchema,
  GetTaskRequestSchema,
  GetTaskResultSchema,
  ListTasksRequestSchema,
  ListTasksResultSchema,
  TaskStatusNotificationSchema,
} from "./tasks.js";
import {
  CallToolRequestSchema,
  CallToolResultSchema,
  ListToolsRequestSchema,
  ListToolsResultSchema,
  ToolListChangedNotificationSchema,
} from "./tools.js";

const taskRequests = [
  GetTaskRequestSchema,
  GetTaskPayloadRequestSchema,
  CancelTaskRequestSchema,
  ListTasksRequestSchema,
] as const;

/** Every request that a client sends. */
export const ClientRequestSchema = z.discriminatedUnion("method", [
  InitializeRequestSchema,
  PingRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
  ListPromptsRequestSchema,
  GetPromptRequestSchema,
  ListToolsRequestSchema,
  CallToolRequestSchema,
  SetLevelRequestSchema,
  CompleteRequestSchema,
  ...taskRequests,
]);
export type ClientRequest = z.infer<typeof ClientRequestSchema>;

/** Every request that a server sends. */
export const ServerRequestSchema = z.discriminatedUnion("method", [
  PingRequestSchema,
  CreateMessageRequestSchema,
  ListRootsRequestSchema,
  ElicitRequestSchema,
  ...taskRequests,
]);
export type ServerRequest = z.infer<typeof ServerRequestSchema>;

/** Every notification that a client sends. */
export const ClientNotificationSchema = z.discriminatedUnion("method", [
  CancelledNotificationSchema,
  InitializedNotificationSchema,
  ProgressNotificationSchema,
  TaskStatusNotificationSchema,
  RootsListChangedNotificationSchema,
]);
export type ClientNotification = z.infer<typeof ClientNotificationSchema>;

/** Every notification that a server sends. */
export const ServerNotificationSchema = z.discriminatedUnion("method", [
  CancelledNotificationSchema,
  ProgressNotificationSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
  PromptListChangedNotificationSchema,
  ToolListChangedNotificationSchema,
  TaskStatusNotificationSchema,
  LoggingMessageNotificationSchema,
  ElicitationCompleteNotificationSchema,
]);
export type ServerNotification = z.infer<typeof ServerNotificationSchema>;

/** Every result that a client sends; a result does not name its type, so the request's own schema is more precise. */
export const ClientResultSchema = z.union([
  CreateMessageResultSchema,
  ListRootsResultSchema,
  ElicitResultSchema,
  GetTaskResultSchema,
  ListTasksResultSchema,
  CreateTaskResultSchema,
  EmptyResultSchema,
]);
export type ClientResult = z.infer<typeof ClientResultSchema>;

/** Every result that a server sends; a result does not name its type, so the request's own schema is more precise. */
export const ServerResultSchema = z.union([
  InitializeResultSchema,
  ListResourcesResultSchema,
  ListResourceTemplatesResultSchema,
  ReadResourceResultSchema,
  ListPromptsResultSchema,
  GetPromptResultSchema,
  ListToolsResultSchema,
  CallToolResultSchema,
  CompleteResultSchema,
  GetTaskResultSchema,
  ListTasksResultSchema,
  CreateTaskResultSchema,
  EmptyResultSchema,
]);
export type ServerResult = z.infer<typeof ServerResultSchema>;
