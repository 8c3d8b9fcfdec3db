import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CustomCallContent, FileChange, WebSearchAction } from "../../items/call-items.js";
import type { CommandAction } from "../../items/command-action.js";
import type { Item } from "../../items/item.js";
import type { ItemStatus } from "../../items/item-base.js";
import { searchText } from "../../items/search-text.js";
import type { TextElement, UserInput } from "../../items/user-input.js";

/** The item as the reference writes it; undefined for kinds that it cannot express or records in another way. */
export function referenceItem(item: Item): object | undefined {
  switch (item.kind) {
    case "user-message":
      return { type: "UserMessage", id: item.id, content: item.content.map(userPart) };
    case "agent-message": {
      const content = (item.parts ?? [item.text]).map((part) => ({ type: "Text", text: part }));
      const phase = item.phase === "final-answer" ? "final_answer" : item.phase;
      return { type: "AgentMessage", id: item.id, content, phase };
    }
    case "reasoning":
      return { type: "Reasoning", id: item.id, summary_text: item.summary, raw_content: item.content };
    case "command":
      return {
        type: "CommandExecution",
        id: item.id,
        call_id: item.callId,
        process_id: item.processId,
        command: item.command,
        cwd: urlOf(item.cwd),
        parsed_cmd: item.actions.map(parsedCommand),
        source: { agent: "agent", user: "user_shell", terminal: "unified_exec_startup" }[item.source],
        status: item.status === "completed" && item.exitCode !== 0 ? "failed" : referenceStatus(item.status),
        aggregated_output: item.output.aggregated,
        exit_code: item.exitCode,
        duration: durationOf(item.durationMs),
      };
    case "patch":
      return {
        type: "FileChange",
        id: item.id,
        call_id: item.callId,
        changes: Object.fromEntries(item.changes.map(referenceChange)),
        status: referenceStatus(item.status),
        auto_approved: item.autoApproved,
        stdout: item.stdout,
        stderr: item.stderr,
      };
    case "mcp-call":
      return {
        type: "McpToolCall",
        id: item.id,
        call_id: item.callId,
        server: item.server,
        tool: item.tool,
        arguments: item.arguments,
        status: referenceStatus(item.status),
        result: item.result,
        error: item.error === undefined ? undefined : { message: item.error },
        duration: durationOf(item.durationMs),
      };
    case "custom-call":
      return {
        type: "DynamicToolCall",
        id: item.id,
        namespace: item.namespace,
        tool: item.tool,
        arguments: item.arguments,
        status: referenceStatus(item.status),
        content_items: item.content?.map(toolContent),
        success: item.status === "completed",
        duration: durationOf(item.durationMs),
      };
    case "web-search":
      return { type: "WebSearch", id: item.id, query: searchText(item), action: referenceSearch(item.action) };
    case "image-view":
      return { type: "ImageView", id: item.id, path: urlOf(item.path) };
    case "proposed-plan":
      return { type: "Plan", id: item.id, text: item.text };
    case "hook-prompt": {
      const fragments = item.fragments.map(({ runId: hookRunId, text }) => ({ text, hookRunId }));
      return { type: "HookPrompt", id: item.id, fragments };
    }
    case "compaction":
      return { type: "ContextCompaction", id: item.id };
    case "plan":
    case "terminal-input":
    case "sub-agent":
    case "review":
    case "hook":
    case "user-questions":
    case "approval-review":
      return undefined;
    default:
      return item satisfies never;
  }
}

function urlOf(name: string): string {
  return path.isAbsolute(name) ? pathToFileURL(name).href : name;
}

function toolContent(part: CustomCallContent): object {
  return part.type === "text" ? { type: "inputText", text: part.text } : { type: "inputImage", imageUrl: part.url };
}

function referenceSearch(action: WebSearchAction | undefined): object {
  switch (action?.type) {
    case "open-page":
      return { ...action, type: "open_page" };
    case "find-in-page":
      return { ...action, type: "find_in_page" };
    default:
      return action ?? { type: "other" };
  }
}

function userPart(part: UserInput): object {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text, text_elements: part.elements?.map(textElement) ?? [] };
    case "image":
      return { type: "image", image_url: part.url };
    case "local-image":
      return { type: "local_image", path: part.path };
    default:
      return part;
  }
}

const textElement = ({ start, end, placeholder }: TextElement): object => ({
  byte_range: { start, end },
  placeholder: placeholder ?? null,
});

function parsedCommand(action: CommandAction): object {
  const { command: cmd } = action;
  switch (action.type) {
    case "read":
      return { type: "read", cmd, name: action.name, path: action.path ?? action.name };
    case "list-files":
      return { type: "list_files", cmd, path: action.path };
    case "search":
      return { type: "search", cmd, query: action.query, path: action.path };
    default:
      return { type: "unknown", cmd };
  }
}

function referenceStatus(status: ItemStatus): string {
  return status === "completed" || status === "declined" ? status : "failed";
}

function referenceChange(change: FileChange): [string, object] {
  if (change.type !== "update") return [change.path, { type: change.type, content: change.content ?? "" }];
  return [change.path, { type: "update", unified_diff: change.diff, move_path: change.movePath ?? null }];
}

function durationOf(ms: number | undefined): object | undefined {
  if (ms === undefined) return undefined;
  return { secs: Math.floor(ms / 1000), nanos: Math.round((ms % 1000) * 1e6) };
}
