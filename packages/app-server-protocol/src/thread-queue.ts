import * as z from "zod/mini";
import { shortCount } from "./count.js";
import { opened } from "./open.js";
import { TurnSchema } from "./turn.js";
import { UserInputSchema } from "./user-input.js";

export const QueuedSubmissionSchema = z.object({
  id: z.string(),
  clientUserMessageId: z.string(),
  input: z.array(opened(UserInputSchema)),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
});
export type QueuedSubmission = z.infer<typeof QueuedSubmissionSchema>;

export const ThreadQueueAddParamsSchema = z.object({
  threadId: z.string(),
  clientUserMessageId: z.string(),
  input: z.array(UserInputSchema),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
});
export type ThreadQueueAddParams = z.infer<typeof ThreadQueueAddParamsSchema>;

export const ThreadQueueAddResponseSchema = z.object({
  queuedSubmission: QueuedSubmissionSchema,
});
export type ThreadQueueAddResponse = z.infer<typeof ThreadQueueAddResponseSchema>;

export const ThreadQueueChangedNotificationSchema = z.object({
  threadId: z.string(),
});
export type ThreadQueueChangedNotification = z.infer<typeof ThreadQueueChangedNotificationSchema>;

export const ThreadQueueDeleteParamsSchema = z.object({
  threadId: z.string(),
  queuedSubmissionId: z.string(),
});
export type ThreadQueueDeleteParams = z.infer<typeof ThreadQueueDeleteParamsSchema>;

export const ThreadQueueDeleteResponseSchema = z.object({
  deleted: z.boolean(),
});
export type ThreadQueueDeleteResponse = z.infer<typeof ThreadQueueDeleteResponseSchema>;

export const ThreadQueueListParamsSchema = z.object({
  threadId: z.string(),
  cursor: z.nullish(z.string()),
  limit: z.nullish(shortCount),
});
export type ThreadQueueListParams = z.infer<typeof ThreadQueueListParamsSchema>;

export const ThreadQueueListResponseSchema = z.object({
  data: z.array(QueuedSubmissionSchema),
  nextCursor: z.nullish(z.string()),
});
export type ThreadQueueListResponse = z.infer<typeof ThreadQueueListResponseSchema>;

export const ThreadQueueReorderParamsSchema = z.object({
  threadId: z.string(),
  queuedSubmissionIds: z.array(z.string()),
});
export type ThreadQueueReorderParams = z.infer<typeof ThreadQueueReorderParamsSchema>;

export const ThreadQueueReorderResponseSchema = z.object({});
export type ThreadQueueReorderResponse = z.infer<typeof ThreadQueueReorderResponseSchema>;

export const ThreadQueueStartParamsSchema = z.object({
  threadId: z.string(),
  queuedSubmissionId: z.nullish(z.string()),
});
export type ThreadQueueStartParams = z.infer<typeof ThreadQueueStartParamsSchema>;

export const ThreadQueueStartResponseSchema = z.object({
  turn: TurnSchema,
});
export type ThreadQueueStartResponse = z.infer<typeof ThreadQueueStartResponseSchema>;

export const ThreadQueueUpdateParamsSchema = z.object({
  threadId: z.string(),
  input: z.array(UserInputSchema),
  queuedSubmissionId: z.string(),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
});
export type ThreadQueueUpdateParams = z.infer<typeof ThreadQueueUpdateParamsSchema>;

export const ThreadQueueUpdateResponseSchema = z.object({
  queuedSubmission: QueuedSubmissionSchema,
});
export type ThreadQueueUpdateResponse = z.infer<typeof ThreadQueueUpdateResponseSchema>;
