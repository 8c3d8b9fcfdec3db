import * as z from "zod/mini";
import { RoleSchema } from "./annotations.js";
import { AudioContentSchema, ContentBlockSchema, ImageContentSchema, TextContentSchema } from "./content.js";
import { requestSchema } from "./message.js";
import { JsonObjectSchema, MetaSchema, RequestMetaSchema } from "./meta.js";
import { option } from "./option.js";
import { TaskMetadataSchema } from "./task-metadata.js";
import { ToolSchema } from "./tools.js";

/** The model calls a tool (2025-11-25). */
export const ToolUseContentSchema = z.object({
  type: z.literal("tool_use"),
  id: z.string(),
  name: z.string(),
  input: JsonObjectSchema,
  _meta: option(MetaSchema),
});
export type ToolUseContent = z.infer<typeof ToolUseContentSchema>;

/** The tool's result (2025-11-25). */
export const ToolResultContentSchema = z.object({
  type: z.literal("tool_result"),
  toolUseId: z.string(),
  content: z.array(ContentBlockSchema),
  structuredContent: option(JsonObjectSchema),
  /** Default: false. */
  isError: option(z.boolean()),
  _meta: option(MetaSchema),
});
export type ToolResultContent = z.infer<typeof ToolResultContentSchema>;

export const SamplingMessageContentBlockSchema = z.discriminatedUnion("type", [
  TextContentSchema,
  ImageContentSchema,
  AudioContentSchema,
  ToolUseContentSchema,
  ToolResultContentSchema,
]);
export type SamplingMessageContentBlock = z.infer<typeof SamplingMessageContentBlockSchema>;

/** One block, or (2025-11-25) several. */
const SamplingContentSchema = z.union([SamplingMessageContentBlockSchema, z.array(SamplingMessageContentBlockSchema)]);

export const SamplingMessageSchema = z.object({
  role: RoleSchema,
  content: SamplingContentSchema,
  _meta: option(MetaSchema),
});
export type SamplingMessage = z.infer<typeof SamplingMessageSchema>;

/** `name` may be a part of a model's name. */
export const ModelHintSchema = z.object({ name: option(z.string()) });
export type ModelHint = z.infer<typeof ModelHintSchema>;

const PrioritySchema = z.number().check(z.minimum(0), z.maximum(1));

/** The server's preferences for the client's choice of a model. Priorities range from 0 (unimportant) to 1 (most important). */
export const ModelPreferencesSchema = z.object({
  /** Best first. */
  hints: option(z.array(ModelHintSchema)),
  costPriority: option(PrioritySchema),
  speedPriority: option(PrioritySchema),
  intelligencePriority: option(PrioritySchema),
});
export type ModelPreferences = z.infer<typeof ModelPreferencesSchema>;

/** Whether the model must call tools (2025-11-25). Default mode: `auto`. */
export const ToolChoiceSchema = z.object({ mode: option(z.enum(["auto", "required", "none"])) });
export type ToolChoice = z.infer<typeof ToolChoiceSchema>;

export const CreateMessageRequestParamsSchema = z.object({
  messages: z.array(SamplingMessageSchema),
  modelPreferences: option(ModelPreferencesSchema),
  systemPrompt: option(z.string()),
  /** Whose context the client includes. Default: `none`. */
  includeContext: option(z.enum(["none", "thisServer", "allServers"])),
  temperature: option(z.number()),
  maxTokens: z.int(),
  stopSequences: option(z.array(z.string())),
  /** For the model's provider, unchanged. */
  metadata: option(JsonObjectSchema),
  tools: option(z.array(ToolSchema)),
  toolChoice: option(ToolChoiceSchema),
  /** Requests a task instead of the result (2025-11-25). */
  task: option(TaskMetadataSchema),
  _meta: option(RequestMetaSchema),
});
export type CreateMessageRequestParams = z.infer<typeof CreateMessageRequestParamsSchema>;

/** The server uses the client's model. Errors: -1 when the user refuses. */
export const CreateMessageRequestSchema = requestSchema("sampling/createMessage", CreateMessageRequestParamsSchema);
export type CreateMessageRequest = z.infer<typeof CreateMessageRequestSchema>;

export const CreateMessageResultSchema = z.object({
  model: z.string(),
  /** `endTurn`, `stopSequence`, `maxTokens`, `toolUse` or a word of the model's provider. */
  stopReason: option(z.string()),
  role: RoleSchema,
  content: SamplingContentSchema,
  _meta: option(MetaSchema),
});
export type CreateMessageResult = z.infer<typeof CreateMessageResultSchema>;
