import { fileURLToPath } from "node:url";
import type { CustomCallContent, FileChange } from "../../items/call-items.js";
import type { CommandAction } from "../../items/command-action.js";
import type { Item } from "../../items/item.js";
import type { ItemStatus } from "../../items/item-base.js";
import type { TextElement, UserInput } from "../../items/user-input.js";
import { searchAction } from "../../model/responses/web-search-event.js";
import { outputOf } from "../derive-item.js";
import { agentItem } from "./reference-agent-item.js";
import {
  type ReferenceChange,
  type ReferenceDuration,
  type ReferenceItem,
  ReferenceItemSchema,
  type ReferenceParsedCommand,
  type ReferenceTextElement,
  type ReferenceToolContent,
  type ReferenceUserPart,
} from "./reference-item-schema.js";

/** What an `item_completed` contains besides its item. Times are in milliseconds since 1970. */
export interface CompletedPlace {
  readonly turnId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

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
        cwd: pathNamed(item.cwd),
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
    case "DynamicToolCall": {
      const { namespace, tool, arguments: args, content_items: content } = item;
      return {
        ...place,
        kind: "custom-call",
        callId: item.id,
        status: statusOf(item.status),
        namespace,
        tool,
        arguments: args,
        content: content?.map(toolContent),
        durationMs: milliseconds(item.duration),
      };
    }
    case "WebSearch":
      return { ...done, kind: "web-search", callId: item.id, query: item.query, action: searchAction(item.action) };
    case "ImageView":
      return { ...done, kind: "image-view", callId: item.id, path: pathNamed(item.path) };
    case "Plan":
      return { ...done, kind: "proposed-plan", text: item.text };
    case "HookPrompt": {
      const fragments = item.fragments.map(({ hookRunId: runId, text }) => ({ runId, text }));
      return { ...done, kind: "hook-prompt", fragments };
    }
    case "CollabAgentToolCall":
    case "SubAgentActivity":
      return agentItem(item, place);
    case "ContextCompaction":
      return { ...done, kind: "compaction", trigger: "automatic" };
    default:
      return item satisfies never;
  }
}

function userInput(part: ReferenceUserPart): UserInput[] {
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

function commandAction({ type, cmd: command, name, path: file, query }: ReferenceParsedCommand): CommandAction {
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

function fileChange([file, change]: [string, ReferenceChange]): FileChange {
  if (change.type !== "update") return { ...change, path: file };
  return { type: "update", path: file, diff: change.unified_diff, movePath: change.move_path ?? undefined };
}

function milliseconds(value: ReferenceDuration | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value.secs * 1000 + value.nanos / 1e6);
}

/** Later versions write some paths as URLs. */
function pathNamed(name: string): string {
  if (!name.startsWith("file://")) return name;
  try {
    return fileURLToPath(name);
  } catch {
    return name;
  }
}

function toolContent(part: ReferenceToolContent): CustomCallContent {
  return part.type === "inputText" ? { type: "text", text: part.text } : { type: "image", url: part.imageUrl };
}

function textElements(elements: readonly ReferenceTextElement[] = []): { elements?: TextElement[] } {
  if (elements.length === 0) return {};
  return {
    elements: elements.map(({ byte_range, placeholder }) => ({ ...byte_range, placeholder: placeholder ?? undefined })),
  };
}
