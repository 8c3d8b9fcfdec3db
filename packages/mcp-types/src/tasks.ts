import * as z from "zod/mini";
import { notificationSchema, requestSchema } from "./message.js";
import { MetaSchema, PaginatedRequestParamsSchema, paginatedResult, RequestMetaSchema, ResultSchema } from "./meta.js";
import { option } from "./option.js";
import { TaskMetadataSchema } from "./task-metadata.js";

/** Everything in this file is new in 2025-11-25. */
export const TaskStatusSchema = z.enum(["working", "input_required", "completed", "failed", "cancelled"]);
export type TaskStatus = z.infer<typeof TaskStatusSchema>;

const task = {
  taskId: z.string(),
  status: TaskStatusSchema,
  /** For people. */
  statusMessage: option(z.string()),
  /** ISO 8601. */
  createdAt: z.string(),
  /** ISO 8601. */
  lastUpdatedAt: z.string(),
  /** How long it is kept after its creation, in milliseconds; `null` means forever. */
  ttl: z.nullable(z.int()),
  /** The polling interval, in milliseconds. */
  pollInterval: option(z.int()),
};

/** A request whose result is fetched later. */
export const TaskSchema = z.object(task);
export type Task = z.infer<typeof TaskSchema>;

/** `_meta["io.modelcontextprotocol/related-task"]`: marks messages that belong to a task. */
export const RelatedTaskMetadataSchema = z.object({ taskId: z.string() });
export type RelatedTaskMetadata = z.infer<typeof RelatedTaskMetadataSchema>;

/** Params of requests that can become tasks. */
export const TaskAugmentedRequestParamsSchema = z.object({
  task: option(TaskMetadataSchema),
  _meta: option(RequestMetaSchema),
});
export type TaskAugmentedRequestParams = z.infer<typeof TaskAugmentedRequestParamsSchema>;

/** The response to a request that became a task. */
export const CreateTaskResultSchema = z.object({ task: TaskSchema, _meta: option(MetaSchema) });
export type CreateTaskResult = z.infer<typeof CreateTaskResultSchema>;

/** Params that name one task. */
export const TaskRequestParamsSchema = z.object({ taskId: z.string() });
export type TaskRequestParams = z.infer<typeof TaskRequestParamsSchema>;

const TaskResultSchema = z.looseObject({ ...task, _meta: option(MetaSchema) });

export const GetTaskRequestSchema = requestSchema("tasks/get", TaskRequestParamsSchema);
export type GetTaskRequest = z.infer<typeof GetTaskRequestSchema>;

export const GetTaskResultSchema = TaskResultSchema;
export type GetTaskResult = z.infer<typeof GetTaskResultSchema>;

/** Waits for the task's end. */
export const GetTaskPayloadRequestSchema = requestSchema("tasks/result", TaskRequestParamsSchema);
export type GetTaskPayloadRequest = z.infer<typeof GetTaskPayloadRequestSchema>;

/** The response that the request would have had without a task. */
export const GetTaskPayloadResultSchema = ResultSchema;
export type GetTaskPayloadResult = z.infer<typeof GetTaskPayloadResultSchema>;

/** Errors: -32602 when the task has ended. */
export const CancelTaskRequestSchema = requestSchema("tasks/cancel", TaskRequestParamsSchema);
export type CancelTaskRequest = z.infer<typeof CancelTaskRequestSchema>;

export const CancelTaskResultSchema = TaskResultSchema;
export type CancelTaskResult = z.infer<typeof CancelTaskResultSchema>;

export const ListTasksRequestSchema = requestSchema("tasks/list", option(PaginatedRequestParamsSchema));
export type ListTasksRequest = z.infer<typeof ListTasksRequestSchema>;

export const ListTasksResultSchema = z.object({ tasks: z.array(TaskSchema), ...paginatedResult });
export type ListTasksResult = z.infer<typeof ListTasksResultSchema>;

export const TaskStatusNotificationParamsSchema = TaskResultSchema;
export type TaskStatusNotificationParams = z.infer<typeof TaskStatusNotificationParamsSchema>;

export const TaskStatusNotificationSchema = notificationSchema(
  "notifications/tasks/status",
  TaskStatusNotificationParamsSchema,
);
export type TaskStatusNotification = z.infer<typeof TaskStatusNotificationSchema>;
