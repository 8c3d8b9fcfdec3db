import * as z from "zod/mini";
import { RoleSchema } from "./annotations.js";
import { ContentBlockSchema } from "./content.js";
import { IconSchema } from "./icon.js";
import { notificationSchema, requestSchema } from "./message.js";
import {
  MetaSchema,
  NotificationParamsSchema,
  PaginatedRequestParamsSchema,
  paginatedResult,
  RequestMetaSchema,
} from "./meta.js";
import { option } from "./option.js";

export const PromptArgumentSchema = z.object({
  name: z.string(),
  title: option(z.string()),
  description: option(z.string()),
  /** Default: false. */
  required: option(z.boolean()),
});
export type PromptArgument = z.infer<typeof PromptArgumentSchema>;

/** A prompt or prompt template of a server. */
export const PromptSchema = z.object({
  name: z.string(),
  title: option(z.string()),
  description: option(z.string()),
  arguments: option(z.array(PromptArgumentSchema)),
  icons: option(z.array(IconSchema)),
  _meta: option(MetaSchema),
});
export type Prompt = z.infer<typeof PromptSchema>;

export const PromptMessageSchema = z.object({ role: RoleSchema, content: ContentBlockSchema });
export type PromptMessage = z.infer<typeof PromptMessageSchema>;

export const ListPromptsRequestSchema = requestSchema("prompts/list", option(PaginatedRequestParamsSchema));
export type ListPromptsRequest = z.infer<typeof ListPromptsRequestSchema>;

export const ListPromptsResultSchema = z.object({ prompts: z.array(PromptSchema), ...paginatedResult });
export type ListPromptsResult = z.infer<typeof ListPromptsResultSchema>;

export const GetPromptRequestParamsSchema = z.object({
  name: z.string(),
  /** The values for the template. */
  arguments: option(z.record(z.string(), z.string())),
  _meta: option(RequestMetaSchema),
});
export type GetPromptRequestParams = z.infer<typeof GetPromptRequestParamsSchema>;

/** Errors: -32602 when there is no such prompt or an argument is missing. */
export const GetPromptRequestSchema = requestSchema("prompts/get", GetPromptRequestParamsSchema);
export type GetPromptRequest = z.infer<typeof GetPromptRequestSchema>;

export const GetPromptResultSchema = z.object({
  description: option(z.string()),
  messages: z.array(PromptMessageSchema),
  _meta: option(MetaSchema),
});
export type GetPromptResult = z.infer<typeof GetPromptResultSchema>;

export const PromptListChangedNotificationSchema = notificationSchema(
  "notifications/prompts/list_changed",
  option(NotificationParamsSchema),
);
export type PromptListChangedNotification = z.infer<typeof PromptListChangedNotificationSchema>;
