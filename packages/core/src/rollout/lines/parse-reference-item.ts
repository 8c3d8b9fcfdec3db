import { fileURLToPath } from "node:url";

import * as z from "zod/mini";
import type { FileChange } from "../../items/call-items.js";
import type { CommandAction } from "../../items/command-action.js";
import type { Item } from "../../items/item.js";
import type { ItemStatus } from "../../items/item-base.js";
import type { TextElement, UserInput } from "../../items/user-input.js";
import { outputOf } from "../derive-item.js";
import { McpResultSchema } from "../schemas/mcp-result-schema.js";

/** What an `item_completed` contains besides its item. Times are in milliseconds since 1970. */
export interface CompletedPlace {
  readonly turnId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

const text = z.catch(z.string(), "");
const optionalText = z.catch(z.optional(z.string()), undefined);
const optionalNumber = z.catch(z.optional(z.number()), undefined);
const DurationSchema = z.object({ secs: z.number(), nanos: z.number() });
const duration = z.catch(z.optional(DurationSchema), undefined);

const TextElementSchema = z.object({
  byte_range: z.object({ start: z.number(), end: z.number() }),
  placeholder: z.nullish(z.string()),
});
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
const ParsedCommandSchema = z.object({
  type: z.string(),
  cmd: text,
  name: optionalText,
  path: optionalText,
  query: optionalText,
});
const ChangeSchema = z.union([
  z.object({ type: z.literal("add"), content: z.string() }),
  z.object({ type: z.literal("delete"), content: optionalText }),
  z.object({ type: z.literal("update"), unified_diff: z.string(), move_path: z.nullish(z.string()) }),
]);

const ReferenceItemSchema = z.discriminatedUnion("type", [
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
  z.object({ type: z.literal("WebSearch"), id: z.string(), query: optionalText }),
  z.object({ type: z.literal("ImageView"), id: z.string(), path: z.string() }),
  z.object({ type: z.literal("ContextCompaction"), id: z.string() }),
]);
type ReferenceItem = z.infer<typeof ReferenceItemSchema>;

/** Parses the item of an `item_completed`; undefined for unknown kinds. */
export function parseReferenceItem(value: unknown, place: CompletedPlace): Item | undefined {
  const item = ReferenceItemSchema.safeParse(value).data;
  return item === undefined ? undefined : ofReference(item, { ...place, id: item.id });
}

function ofReference(item: ReferenceItem, place: CompletedPlace & { readonly id: string }): Item {
  const done = { ...place, status: "completed" } as const;
  switch (item.type) {
    case "UserMessage":
      return { ...done, kind: "user-message", content: item.content.flatMap(userInput) };
    case "AgentMessage": {
      const parts = item.content.map((part) => part.text);
      const phase = item.phase === "final_answer" ? "final-answer" : item.phase;
      const whole = { ...done, kind: "agent-message", modelItemId: item.id, text: parts.join(""), phase } as const;
      return parts.length > 1 ? { ...whole, parts } : whole;
    }
    case "Reasoning":
      return {
        ...done,
        kind: "reasoning",
        modelItemId: item.id,
        summary: item.summary_text,
        content: item.raw_content,
      };
    case "CommandExecution":
      return {
        ...place,
        kind: "command",
        callId: item.call_id ?? item.id,
        // A failed command is recognized by its exit code.
        status: item.status === "failed" && item.exit_code !== undefined ? "completed" : statusOf(item.status),
        command: item.command,
        cwd: item.cwd.startsWith("file://") ? pathOfUrl(item.cwd) : item.cwd,
        actions: item.parsed_cmd.map(commandAction),
        source: item.source === "user_shell" ? "user" : item.source.startsWith("unified_exec") ? "terminal" : "agent",
        output: outputOf(item.aggregated_output),
        exitCode: item.exit_code,
        durationMs: milliseconds(item.duration),
        processId: item.process_id,
      };
    case "FileChange": {
      const changes = Object.entries(item.changes).map(fileChange);
      const { auto_approved: autoApproved, stdout, stderr } = item;
      const callId = item.call_id ?? item.id;
      return { ...place, kind: "patch", callId, status: statusOf(item.status), changes, autoApproved, stdout, stderr };
    }
    case "McpToolCall": {
      const { server, tool, arguments: args, result, error } = item;
      return {
        ...place,
        kind: "mcp-call",
        callId: item.call_id ?? item.id,
        status: statusOf(item.status),
        server,
        tool,
        arguments: args,
        result,
        error: typeof error === "object" ? error.message : error,
        durationMs: milliseconds(item.duration),
      };
    }
    case "WebSearch":
      return { ...done, kind: "web-search", callId: item.id, query: item.query };
    case "ImageView":
      return { ...done, kind: "image-view", callId: item.id, path: item.path };
    case "ContextCompaction":
      return { ...done, kind: "compaction", trigger: "automatic" };
    default:
      return item satisfies never;
  }
}

function userInput(part: z.infer<typeof UserPartSchema>): UserInput[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text, ...textElements(part.text_elements) }];
    case "image":
      return [{ type: "image", url: part.image_url }];
    case "local_image":
      return [{ type: "local-image", path: part.path }];
    case "?":
      return [];
    default:
      return [part];
  }
}

function statusOf(status: string): ItemStatus {
  return status === "completed" || status === "failed" || status === "declined" ? status : "interrupted";
}

function commandAction({
  type,
  cmd: command,
  name,
  path: file,
  query,
}: z.infer<typeof ParsedCommandSchema>): CommandAction {
  switch (type) {
    case "read":
      return { type, command, name: name ?? "", path: file };
    case "list_files":
      return { type: "list-files", command, path: file };
    case "search":
      return { type, command, query, path: file };
    default:
      return { type: "unknown", command };
  }
}

function fileChange([file, change]: [string, z.infer<typeof ChangeSchema>]): FileChange {
  if (change.type !== "update") return { ...change, path: file };
  return { type: "update", path: file, diff: change.unified_diff, movePath: change.move_path ?? undefined };
}

function milliseconds(value: z.infer<typeof DurationSchema> | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value.secs * 1000 + value.nanos / 1e6);
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

function textElements(elements: readonly z.infer<typeof TextElementSchema>[] = []): { elements?: TextElement[] } {
  if (elements.length === 0) return {};
  return {
    elements: elements.map(({ byte_range, placeholder }) => ({ ...byte_range, placeholder: placeholder ?? undefined })),
  };
}
