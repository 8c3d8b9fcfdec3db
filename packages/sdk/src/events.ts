// The events and items of a turn, as @openai/codex-sdk 0.163.0 types them. Their schemas are in `@codex/exec/events`.
import type { ContentBlock } from "@codex/mcp-types";

/** How an item that did not simply complete or fail ended. */
export type ItemOutcome = "declined" | "interrupted";

export interface CommandExecutionItem {
  id: string;
  type: "command_execution";
  /** The words of the command, quoted as for a shell. */
  command: string;
  /** Standard output and standard error in the order in which they were written. */
  aggregated_output: string;
  exit_code?: number;
  status: "in_progress" | "completed" | "failed";
  outcome?: ItemOutcome;
}

export interface FileChangeItem {
  id: string;
  type: "file_change";
  changes: { path: string; kind: "add" | "delete" | "update" }[];
  /** Starts as `in_progress`, which the types of codex-sdk leave out, too. */
  status: "completed" | "failed";
  outcome?: ItemOutcome;
}

export interface McpToolCallItem {
  id: string;
  type: "mcp_tool_call";
  server: string;
  tool: string;
  arguments: unknown;
  result?: { content: ContentBlock[]; _meta?: unknown; structured_content: unknown };
  /** Why there is no result. */
  error?: { message: string };
  status: "in_progress" | "completed" | "failed";
  outcome?: ItemOutcome;
}

export interface AgentMessageItem {
  id: string;
  type: "agent_message";
  text: string;
}

/** A summary of what the model thought. */
export interface ReasoningItem {
  id: string;
  type: "reasoning";
  text: string;
}

export interface WebSearchItem {
  id: string;
  type: "web_search";
  query: string;
}

/** A problem that does not end the turn. */
export interface ErrorItem {
  id: string;
  type: "error";
  message: string;
}

/** The model's plan. */
export interface TodoListItem {
  id: string;
  type: "todo_list";
  items: { text: string; completed: boolean }[];
}

export type ThreadItem =
  | AgentMessageItem
  | ReasoningItem
  | CommandExecutionItem
  | FileChangeItem
  | McpToolCallItem
  | WebSearchItem
  | TodoListItem
  | ErrorItem;

/** Tokens that the thread has used so far. */
export interface Usage {
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_input_tokens: number;
  output_tokens: number;
  reasoning_output_tokens: number;
}

/** Why a turn failed; `message` is for people, `code` for programs. */
export interface ThreadError {
  message: string;
  code?: string;
  http_status?: number;
  retry_after_ms?: number;
  /** In seconds since 1970. */
  resets_at?: number;
}

export interface ThreadStartedEvent {
  type: "thread.started";
  thread_id: string;
}

export interface TurnStartedEvent {
  type: "turn.started";
}

export interface TurnCompletedEvent {
  type: "turn.completed";
  usage: Usage;
}

export interface TurnFailedEvent {
  type: "turn.failed";
  error: ThreadError;
}

export interface ItemStartedEvent {
  type: "item.started";
  item: ThreadItem;
}

export interface ItemUpdatedEvent {
  type: "item.updated";
  item: ThreadItem;
}

export interface ItemCompletedEvent {
  type: "item.completed";
  item: ThreadItem;
}

export interface ThreadErrorEvent {
  type: "error";
  message: string;
}

export type ThreadEvent =
  | ThreadStartedEvent
  | TurnStartedEvent
  | TurnCompletedEvent
  | TurnFailedEvent
  | ItemStartedEvent
  | ItemUpdatedEvent
  | ItemCompletedEvent
  | ThreadErrorEvent;
