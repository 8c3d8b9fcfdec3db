import * as z from "zod/mini";
import { ConfigurationReasoningSchema } from "./config.js";
import { count } from "./count.js";
import { ImageDetailSchema } from "./user-input.js";

export const AgentMessageInputContentSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("input_text"),
    text: z.string(),
  }),
  z.object({
    type: z.literal("encrypted_content"),
    encrypted_content: z.string(),
  }),
]);
export type AgentMessageInputContent = z.infer<typeof AgentMessageInputContentSchema>;

export const ContentItemSchema = z.union([
  z.object({
    type: z.literal("input_text"),
    text: z.string(),
  }),
  z.union([
    z.object({
      type: z.literal("input_image"),
      detail: z.nullish(ImageDetailSchema),
      image_url: z.string(),
    }),
    z.object({
      type: z.literal("input_image"),
      detail: z.nullish(ImageDetailSchema),
      file_id: z.string(),
    }),
  ]),
  z.union([
    z.object({
      type: z.literal("input_audio"),
      audio_url: z.string(),
    }),
    z.object({
      type: z.literal("input_audio"),
      file_id: z.string(),
    }),
  ]),
  z.object({
    type: z.literal("output_text"),
    annotations: z.nullish(z.array(z.unknown())),
    logprobs: z.nullish(z.array(z.unknown())),
    text: z.string(),
  }),
]);
export type ContentItem = z.infer<typeof ContentItemSchema>;

export const FunctionCallOutputContentItemSchema = z.union([
  z.object({
    type: z.literal("input_text"),
    text: z.string(),
  }),
  z.union([
    z.object({
      type: z.literal("input_image"),
      detail: z.nullish(ImageDetailSchema),
      image_url: z.string(),
    }),
    z.object({
      type: z.literal("input_image"),
      detail: z.nullish(ImageDetailSchema),
      file_id: z.string(),
    }),
  ]),
  z.union([
    z.object({
      type: z.literal("input_audio"),
      audio_url: z.string(),
    }),
    z.object({
      type: z.literal("input_audio"),
      file_id: z.string(),
    }),
  ]),
  z.object({
    type: z.literal("encrypted_content"),
    encrypted_content: z.string(),
  }),
]);
export type FunctionCallOutputContentItem = z.infer<typeof FunctionCallOutputContentItemSchema>;

export const FunctionCallOutputBodySchema = z.union([z.string(), z.array(FunctionCallOutputContentItemSchema)]);
export type FunctionCallOutputBody = z.infer<typeof FunctionCallOutputBodySchema>;

export const InternalChatMessageMetadataPassthroughSchema = z.object({
  turn_id: z.nullish(z.string()),
});
export type InternalChatMessageMetadataPassthrough = z.infer<typeof InternalChatMessageMetadataPassthroughSchema>;

export const LocalShellActionSchema = z.object({
  type: z.literal("exec"),
  command: z.array(z.string()),
  env: z.nullish(z.record(z.string(), z.string())),
  timeout_ms: z.nullish(count),
  user: z.nullish(z.string()),
  working_directory: z.nullish(z.string()),
});
export type LocalShellAction = z.infer<typeof LocalShellActionSchema>;

export const LocalShellStatusSchema = z.enum(["completed", "in_progress", "incomplete"]);
export type LocalShellStatus = z.infer<typeof LocalShellStatusSchema>;

export const MessagePhaseSchema = z.enum(["commentary", "partial_answer", "final_answer"]);
export type MessagePhase = z.infer<typeof MessagePhaseSchema>;

export const ReasoningItemContentSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("reasoning_text"),
    text: z.string(),
  }),
  z.object({
    type: z.literal("text"),
    text: z.string(),
  }),
]);
export type ReasoningItemContent = z.infer<typeof ReasoningItemContentSchema>;

export const ReasoningItemReasoningSummarySchema = z.object({
  type: z.literal("summary_text"),
  text: z.string(),
});
export type ReasoningItemReasoningSummary = z.infer<typeof ReasoningItemReasoningSummarySchema>;

export const ResponsesApiWebSearchActionSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("search"),
    queries: z.nullish(z.array(z.string())),
    query: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("open_page"),
    url: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("find_in_page"),
    pattern: z.nullish(z.string()),
    url: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("other"),
  }),
]);
export type ResponsesApiWebSearchAction = z.infer<typeof ResponsesApiWebSearchActionSchema>;

/** An entry of the history, in the format of the model's API. */
export const ResponseItemSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("additional_tools"),
    id: z.nullish(z.string()),
    role: z.string(),
    tools: z.array(z.unknown()),
  }),
  z.object({
    type: z.literal("message"),
    id: z.nullish(z.string()),
    content: z.array(ContentItemSchema),
    encrypted_content: z.nullish(z.string()),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    phase: z.nullish(MessagePhaseSchema),
    role: z.string(),
    status: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("agent_message"),
    id: z.nullish(z.string()),
    author: z.string(),
    content: z.array(AgentMessageInputContentSchema),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    recipient: z.string(),
  }),
  z.object({
    type: z.literal("reasoning"),
    id: z.nullish(z.string()),
    content: z.nullish(z.array(ReasoningItemContentSchema)),
    encrypted_content: z.nullish(z.string()),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    summary: z.array(ReasoningItemReasoningSummarySchema),
  }),
  z.object({
    type: z.literal("local_shell_call"),
    id: z.nullish(z.string()),
    action: LocalShellActionSchema,
    call_id: z.nullish(z.string()),
    encrypted_content: z.nullish(z.string()),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    status: LocalShellStatusSchema,
  }),
  z.object({
    type: z.literal("function_call"),
    id: z.nullish(z.string()),
    arguments: z.string(),
    call_id: z.string(),
    encrypted_content: z.nullish(z.string()),
    encrypted_function_args: z.nullish(z.array(z.string())),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    name: z.string(),
    namespace: z.nullish(z.string()),
    status: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("tool_search_call"),
    id: z.nullish(z.string()),
    arguments: z.unknown(),
    call_id: z.nullish(z.string()),
    encrypted_content: z.nullish(z.string()),
    execution: z.string(),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    status: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("function_call_output"),
    id: z.nullish(z.string()),
    call_id: z.nullish(z.string()),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    name: z.nullish(z.string()),
    namespace: z.nullish(z.string()),
    output: FunctionCallOutputBodySchema,
  }),
  z.object({
    type: z.literal("custom_tool_call"),
    id: z.nullish(z.string()),
    call_id: z.string(),
    encrypted_content: z.nullish(z.string()),
    input: z.string(),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    name: z.string(),
    namespace: z.nullish(z.string()),
    status: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("custom_tool_call_output"),
    id: z.nullish(z.string()),
    call_id: z.string(),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    name: z.nullish(z.string()),
    output: FunctionCallOutputBodySchema,
  }),
  z.object({
    type: z.literal("tool_search_output"),
    id: z.nullish(z.string()),
    call_id: z.nullish(z.string()),
    execution: z.string(),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    status: z.string(),
    tools: z.array(z.unknown()),
  }),
  z.object({
    type: z.literal("web_search_call"),
    id: z.nullish(z.string()),
    action: z.nullish(ResponsesApiWebSearchActionSchema),
    encrypted_content: z.nullish(z.string()),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    status: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("image_generation_call"),
    id: z.nullish(z.string()),
    encrypted_content: z.nullish(z.string()),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
    result: z.string(),
    revised_prompt: z.nullish(z.string()),
    status: z.string(),
  }),
  z.object({
    type: z.literal("compaction"),
    id: z.nullish(z.string()),
    encrypted_content: z.string(),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
  }),
  z.object({
    type: z.literal("configuration_update"),
    reasoning: ConfigurationReasoningSchema,
  }),
  z.object({
    type: z.literal("compaction_trigger"),
  }),
  z.object({
    type: z.literal("context_compaction"),
    id: z.nullish(z.string()),
    encrypted_content: z.nullish(z.string()),
    internal_chat_message_metadata_passthrough: z.nullish(InternalChatMessageMetadataPassthroughSchema),
  }),
  z.object({
    type: z.literal("other"),
  }),
]);
export type ResponseItem = z.infer<typeof ResponseItemSchema>;
