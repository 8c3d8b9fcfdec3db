import { CompleteRequestParamsSchema, CompleteResultSchema } from "./completion.js";
import { ElicitRequestParamsSchema, ElicitResultSchema } from "./elicitation.js";
import { InitializeRequestParamsSchema, InitializeResultSchema } from "./initialize.js";
import { SetLevelRequestParamsSchema } from "./logging.js";
import { EmptyResultSchema, PaginatedRequestParamsSchema, RequestParamsSchema } from "./meta.js";
import { option } from "./option.js";
import { GetPromptRequestParamsSchema, GetPromptResultSchema, ListPromptsResultSchema } from "./prompts.js";
import {
  ListResourcesResultSchema,
  ListResourceTemplatesResultSchema,
  ReadResourceRequestParamsSchema,
  ReadResourceResultSchema,
  SubscribeRequestParamsSchema,
  UnsubscribeRequestParamsSchema,
} from "./resources.js";
import { ListRootsResultSchema } from "./roots.js";
import { CreateMessageRequestParamsSchema, CreateMessageResultSchema } from "./sampling.js";
import {
  CancelTaskResultSchema,
  GetTaskPayloadResultSchema,
  GetTaskResultSchema,
  ListTasksResultSchema,
  TaskRequestParamsSchema,
} from "./tasks.js";
import { CallToolRequestParamsSchema, CallToolResultSchema, ListToolsResultSchema } from "./tools.js";

const ping = { params: option(RequestParamsSchema), result: EmptyResultSchema };
const page = option(PaginatedRequestParamsSchema);
const tasks = {
  "tasks/get": { params: TaskRequestParamsSchema, result: GetTaskResultSchema },
  "tasks/result": { params: TaskRequestParamsSchema, result: GetTaskPayloadResultSchema },
  "tasks/cancel": { params: TaskRequestParamsSchema, result: CancelTaskResultSchema },
  "tasks/list": { params: page, result: ListTasksResultSchema },
} as const;

/** Requests of an MCP client: method to the schemas of its params and result. */
export const mcpClientMethods = {
  initialize: { params: InitializeRequestParamsSchema, result: InitializeResultSchema },
  ping,
  "resources/list": { params: page, result: ListResourcesResultSchema },
  "resources/templates/list": { params: page, result: ListResourceTemplatesResultSchema },
  "resources/read": { params: ReadResourceRequestParamsSchema, result: ReadResourceResultSchema },
  "resources/subscribe": { params: SubscribeRequestParamsSchema, result: EmptyResultSchema },
  "resources/unsubscribe": { params: UnsubscribeRequestParamsSchema, result: EmptyResultSchema },
  "prompts/list": { params: page, result: ListPromptsResultSchema },
  "prompts/get": { params: GetPromptRequestParamsSchema, result: GetPromptResultSchema },
  "tools/list": { params: page, result: ListToolsResultSchema },
  "tools/call": { params: CallToolRequestParamsSchema, result: CallToolResultSchema },
  "logging/setLevel": { params: SetLevelRequestParamsSchema, result: EmptyResultSchema },
  "completion/complete": { params: CompleteRequestParamsSchema, result: CompleteResultSchema },
  ...tasks,
} as const;
export type McpClientMethod = keyof typeof mcpClientMethods;

/** Requests of an MCP server: method to the schemas of its params and result. */
export const mcpServerMethods = {
  ping,
  "sampling/createMessage": { params: CreateMessageRequestParamsSchema, result: CreateMessageResultSchema },
  "roots/list": { params: option(RequestParamsSchema), result: ListRootsResultSchema },
  "elicitation/create": { params: ElicitRequestParamsSchema, result: ElicitResultSchema },
  ...tasks,
} as const;
export type McpServerMethod = keyof typeof mcpServerMethods;
