import { knownVariants, openUnion } from "@codex/mcp-types/open-union";
import { option } from "@codex/mcp-types/option";
import { CallToolResultSchema } from "@codex/mcp-types/tools";
import * as z from "zod/mini";

const contentItems = [
  z.object({ type: z.literal("input_text"), text: z.string() }),
  /** `image_url` is a URL or a `data:` URL. */
  z.object({ type: z.literal("input_image"), image_url: z.string() }),
  z.object({ type: z.literal("output_text"), text: z.string() }),
] as const;
/** A part of a message to or from the model. */
export const ContentItemSchema = z.discriminatedUnion("type", contentItems);
export type ContentItem = z.infer<typeof ContentItemSchema>;

/** The parts of a message. Parts of unknown kinds are omitted, so that they do not invalidate the whole message. */
const ContentSchema = knownVariants(contentItems);

const reasoningSummaries = [z.object({ type: z.literal("summary_text"), text: z.string() })] as const;
export const ReasoningItemReasoningSummarySchema = z.discriminatedUnion("type", reasoningSummaries);
export type ReasoningItemReasoningSummary = z.infer<typeof ReasoningItemReasoningSummarySchema>;

const reasoningContents = [
  z.object({ type: z.literal("reasoning_text"), text: z.string() }),
  z.object({ type: z.literal("text"), text: z.string() }),
] as const;
export const ReasoningItemContentSchema = z.discriminatedUnion("type", reasoningContents);
export type ReasoningItemContent = z.infer<typeof ReasoningItemContentSchema>;

export const LocalShellStatusSchema = z.enum(["completed", "in_progress", "incomplete"]);
export type LocalShellStatus = z.infer<typeof LocalShellStatusSchema>;

export const LocalShellExecActionSchema = z.object({
  type: z.literal("exec"),
  command: z.array(z.string()),
  /** Milliseconds. Default: the conversation's own limit. */
  timeout_ms: option(z.int().check(z.nonnegative())),
  /** Default: the turn's working directory. */
  working_directory: option(z.string()),
  /** Added to the command's environment. */
  env: option(z.record(z.string(), z.string())),
  user: option(z.string()),
});
export type LocalShellExecAction = z.infer<typeof LocalShellExecActionSchema>;

export const LocalShellActionSchema = z.discriminatedUnion("type", [LocalShellExecActionSchema]);
export type LocalShellAction = z.infer<typeof LocalShellActionSchema>;

/** A tool's result as the model sees it. `success` is not sent: only the text is on the wire. */
export interface FunctionCallOutputPayload {
  readonly content: string;
  readonly success?: boolean | undefined;
}

const MessageItemSchema = z.object({
  type: z.literal("message"),
  id: option(z.string()),
  /** `user`, `assistant`, `system` or `developer`. */
  role: z.string(),
  content: ContentSchema,
  /** The message's phase, as given by the model; sent back to the model unchanged. */
  phase: option(z.string()),
});
const ReasoningItemSchema = z.object({
  type: z.literal("reasoning"),
  id: z.string(),
  summary: knownVariants(reasoningSummaries),
  content: option(knownVariants(reasoningContents)),
  /** The reasoning itself, opaque; sent back to the model unchanged. */
  encrypted_content: option(z.string()),
});
const LocalShellCallItemSchema = z.object({
  type: z.literal("local_shell_call"),
  id: option(z.string()),
  call_id: option(z.string()),
  status: LocalShellStatusSchema,
  action: LocalShellActionSchema,
});
const FunctionCallItemSchema = z.object({
  type: z.literal("function_call"),
  id: option(z.string()),
  name: z.string(),
  /** The namespace of `name`, which newer models use for the tools of MCP servers. */
  namespace: option(z.string()),
  /** JSON as a string, as the model wrote it; it may be malformed. */
  arguments: z.string(),
  call_id: z.string(),
  /** Extra data of a Chat Completions server that it wants back with the call, such as Gemini's signatures. */
  extra_content: option(z.record(z.string(), z.unknown())),
});
/** A tool's output: a text, or parts if there are images. */
export const ToolOutputSchema = z.union([z.string(), ContentSchema]);
export type ToolOutput = z.infer<typeof ToolOutputSchema>;

const FunctionCallOutputItemSchema = z.object({
  type: z.literal("function_call_output"),
  call_id: z.string(),
  output: ToolOutputSchema,
});
const CustomToolCallItemSchema = z.object({
  type: z.literal("custom_tool_call"),
  id: option(z.string()),
  status: option(z.string()),
  call_id: z.string(),
  name: z.string(),
  /** Free text, not JSON. */
  input: z.string(),
});
const CustomToolCallOutputItemSchema = z.object({
  type: z.literal("custom_tool_call_output"),
  call_id: z.string(),
  output: ToolOutputSchema,
});
/** A search by the model's server. It is sent back unchanged, because the reasoning before it depends on it. */
const WebSearchCallItemSchema = z.object({
  type: z.literal("web_search_call"),
  id: option(z.string()),
  status: option(z.string()),
  action: z.catch(option(z.record(z.string(), z.unknown())), undefined),
});

/** An image created by the model's server; sent back like a search. */
const ImageGenerationCallItemSchema = z.object({
  type: z.literal("image_generation_call"),
  id: option(z.string()),
  status: option(z.string()),
  revised_prompt: z.catch(option(z.string()), undefined),
  /** The image in base64. */
  result: z.catch(option(z.string()), undefined),
});

/** An entry of a conversation's history: something sent to the model or received from it. `other` is an unknown kind. */
export const ResponseItemSchema = openUnion(
  [
    MessageItemSchema,
    ReasoningItemSchema,
    LocalShellCallItemSchema,
    FunctionCallItemSchema,
    FunctionCallOutputItemSchema,
    CustomToolCallItemSchema,
    CustomToolCallOutputItemSchema,
    WebSearchCallItemSchema,
    ImageGenerationCallItemSchema,
  ],
  () => ({ type: "other" as const }),
);
export type ResponseItem = z.infer<typeof ResponseItemSchema>;

/** The result of a call that can fail with a text. */
export const CallToolOutcomeSchema = z.union([
  z.strictObject({ Ok: CallToolResultSchema }),
  z.strictObject({ Err: z.string() }),
]);
export type CallToolOutcome = z.infer<typeof CallToolOutcomeSchema>;

/** An entry that a turn adds to the history, before it becomes a `ResponseItem`. */
export const ResponseInputItemSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), role: z.string(), content: ContentSchema }),
  FunctionCallOutputItemSchema,
  z.object({ type: z.literal("mcp_tool_call_output"), call_id: z.string(), result: CallToolOutcomeSchema }),
  CustomToolCallOutputItemSchema,
]);
export type ResponseInputItem = z.infer<typeof ResponseInputItemSchema>;

/** Arguments of the model's `shell` tool; `timeout` is read as `timeout_ms`. */
export const ShellToolCallParamsSchema = z.pipe(
  z.object({
    command: z.array(z.string()),
    /** Relative to the turn's working directory, which is the default. */
    workdir: option(z.string()),
    /** Milliseconds. */
    timeout_ms: option(z.int().check(z.nonnegative())),
    timeout: option(z.int().check(z.nonnegative())),
    /** Requests to run outside the sandbox; only used with the `on-request` policy. */
    with_escalated_permissions: option(z.boolean()),
    /** A one-sentence reason for the user who is asked. */
    justification: option(z.string()),
  }),
  z.transform(({ timeout, timeout_ms, ...params }) => ({ ...params, timeout_ms: timeout_ms ?? timeout })),
);
export type ShellToolCallParams = z.infer<typeof ShellToolCallParamsSchema>;
