import * as z from "zod/mini";
import { notificationSchema, requestSchema } from "./message.js";
import { MetaSchema, PaginatedRequestParamsSchema, paginatedResult, RequestMetaSchema, ResultSchema } from "./meta.js";
import { option } from "./option.js";
import { TaskMetadataSchema } from "./task-metadata.js";

/** All of this file is new in 2025-11-25. */
export const TaskStatusSchema = z.enum(["working", "input_required", "completed", "failed", "cancelled"]);
export type TaskStatus = z.infer<typeof TaskStatusSchema>;

const task = {
  taskId: z.string(),
  status: TaskStatusSchema,
  /** For a person. */
  statusMessage: option(z.string()),
  /** ISO 8601. */
  createdAt: z.string(),
  /** ISO 8601. */
  lastUpdatedAt: z.string(),
  /** How long it is kept after its creation, in milliseconds; `null` is for ever. */
  ttl: z.nullable(z.int()),
  /** How often to ask for it, in milliseconds. */
  pollInterval: option(z.int()),
};

/** A request whose result is fetched later. */
export const TaskSchema = z.object(task);
export type Task = z.infer<typeof TaskSchema>;

/** `_meta["io.modelcontextprotocol/related-task"]`: what belongs to a task says so. */
export const RelatedTaskMetadataSchema = z.object({ taskId: z.string() });
export type RelatedTaskMetadata = z.infer<typeof RelatedTaskMetadataSchema>;

/** Params of requests that can be made tasks. */
export const TaskAugmentedRequestParamsSchema = z.object({
  task: option(TaskMetadataSchema),
  _meta: option(RequestMetaSchema),
});
export type TaskAugmentedRequestParams = z.infer<typeof TaskAugmentedRequestParamsSchema>;

/** Answers a request that was made a task. */
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

/** Whatever the request that became a task would have been answered with. */
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
