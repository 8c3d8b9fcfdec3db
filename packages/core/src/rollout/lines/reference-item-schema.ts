import * as z from "zod/mini";
import { McpResultSchema } from "../schemas/mcp-result-schema.js";
import { AgentItemSchemas } from "./reference-agent-item.js";

const text = z.catch(z.string(), "");
const optionalText = z.catch(z.optional(z.string()), undefined);
const optionalNumber = z.catch(z.optional(z.number()), undefined);
const DurationSchema = z.object({ secs: z.number(), nanos: z.number() });
export type ReferenceDuration = z.infer<typeof DurationSchema>;
const duration = z.catch(z.optional(DurationSchema), undefined);
const TextElementSchema = z.object({
  byte_range: z.object({ start: z.number(), end: z.number() }),
  placeholder: z.nullish(z.string()),
});
export type ReferenceTextElement = z.infer<typeof TextElementSchema>;

const UserPartSchema = z.union([
  z.object({
    type: z.literal("text"),
    text: z.string(),
    text_elements: z.catch(z.optional(z.array(TextElementSchema)), undefined),
  }),
  z.object({ type: z.literal("image"), image_url: z.string() }),
  z.object({ type: z.literal("local_image"), path: z.string() }),
  z.object({ type: z.enum(["skill", "mention"]), name: z.string(), path: z.string() }),
  z.object({ type: z.literal("?") }),
]);
export type ReferenceUserPart = z.infer<typeof UserPartSchema>;

const ParsedCommandSchema = z.object({
  type: z.string(),
  cmd: text,
  name: optionalText,
  path: optionalText,
  query: optionalText,
});
export type ReferenceParsedCommand = z.infer<typeof ParsedCommandSchema>;

const ChangeSchema = z.union([
  z.object({ type: z.literal("add"), content: z.string() }),
  z.object({ type: z.literal("delete"), content: optionalText }),
  z.object({ type: z.literal("update"), unified_diff: z.string(), move_path: z.nullish(z.string()) }),
]);
export type ReferenceChange = z.infer<typeof ChangeSchema>;

const ToolContentSchema = z.union([
  z.object({ type: z.literal("inputText"), text: z.string() }),
  z.object({ type: z.literal("inputImage"), imageUrl: z.string() }),
]);
export type ReferenceToolContent = z.infer<typeof ToolContentSchema>;

/** The item of an `item_completed`. */
export const ReferenceItemSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("UserMessage"),
    id: z.string(),
    content: z.array(z.catch(UserPartSchema, { type: "?" })),
  }),
  z.object({
    type: z.literal("AgentMessage"),
    id: z.string(),
    content: z.array(z.object({ text })),
    phase: z.catch(z.optional(z.enum(["commentary", "final_answer"])), undefined),
  }),
  z.object({
    type: z.literal("Reasoning"),
    id: z.string(),
    summary_text: z.catch(z.array(z.string()), []),
    raw_content: z.catch(z.array(z.string()), []),
  }),
  z.object({
    type: z.literal("CommandExecution"),
    id: z.string(),
    call_id: optionalText,
    process_id: optionalText,
    command: z.array(z.string()),
    cwd: text,
    parsed_cmd: z.catch(z.array(ParsedCommandSchema), []),
    source: text,
    status: text,
    aggregated_output: text,
    exit_code: optionalNumber,
    duration,
  }),
  z.object({
    type: z.literal("FileChange"),
    id: z.string(),
    call_id: optionalText,
    changes: z.record(z.string(), ChangeSchema),
    status: text,
    auto_approved: z.catch(z.boolean(), true),
    stdout: text,
    stderr: text,
  }),
  z.object({
    type: z.literal("McpToolCall"),
    id: z.string(),
    call_id: optionalText,
    server: z.string(),
    tool: z.string(),
    arguments: z._default(z.unknown(), null),
    status: text,
    result: z.catch(z.optional(McpResultSchema), undefined),
    error: z.catch(z.optional(z.union([z.string(), z.object({ message: z.string() })])), undefined),
    duration,
  }),
  z.object({
    type: z.literal("DynamicToolCall"),
    id: z.string(),
    namespace: optionalText,
    tool: z.string(),
    arguments: z._default(z.unknown(), null),
    status: text,
    content_items: z.catch(z.optional(z.array(ToolContentSchema)), undefined),
    duration,
  }),
  z.object({ type: z.literal("WebSearch"), id: z.string(), query: optionalText, action: z.optional(z.unknown()) }),
  z.object({ type: z.literal("ImageView"), id: z.string(), path: z.string() }),
  z.object({ type: z.literal("Plan"), id: z.string(), text }),
  z.object({
    type: z.literal("HookPrompt"),
    id: z.string(),
    fragments: z.catch(z.array(z.object({ hookRunId: text, text })), []),
  }),
  z.object({ type: z.literal("ContextCompaction"), id: z.string() }),
  ...AgentItemSchemas,
]);

export type ReferenceItem = z.infer<typeof ReferenceItemSchema>;
