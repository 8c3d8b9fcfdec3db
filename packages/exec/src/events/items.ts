import * as z from "zod";

/** How an item that did not simply complete or fail ended. Not in the events of codex 0.171.0. */
export const ItemOutcomeSchema = z.enum(["declined", "interrupted"]);
export type ItemOutcome = z.infer<typeof ItemOutcomeSchema>;

const id = z.string();
const outcome = ItemOutcomeSchema.optional();

/** A message of the model. */
export const AgentMessageItemSchema = z.object({ id, type: z.literal("agent_message"), text: z.string() });
export type AgentMessageItem = z.infer<typeof AgentMessageItemSchema>;

/** A summary of the model's reasoning. */
export const ReasoningItemSchema = z.object({ id, type: z.literal("reasoning"), text: z.string() });
export type ReasoningItem = z.infer<typeof ReasoningItemSchema>;

export const CommandExecutionItemSchema = z.object({
  id,
  type: z.literal("command_execution"),
  /** The words of the command, quoted as for a shell. */
  command: z.string(),
  /** Standard output and standard error in the order in which they were written; empty until the command has ended. */
  aggregated_output: z.string(),
  /** Absent until the command has ended, and if it never ran. */
  exit_code: z.int().optional(),
  /** `failed`: its exit code is not 0, or it did not run. */
  status: z.enum(["in_progress", "completed", "failed"]),
  outcome,
});
export type CommandExecutionItem = z.infer<typeof CommandExecutionItemSchema>;

export const FileUpdateChangeSchema = z.object({
  /** Absolute. */
  path: z.string(),
  kind: z.enum(["add", "delete", "update"]),
});
export type FileUpdateChange = z.infer<typeof FileUpdateChangeSchema>;

/** A patch: either all of its files change, or none. */
export const FileChangeItemSchema = z.object({
  id,
  type: z.literal("file_change"),
  changes: z.array(FileUpdateChangeSchema),
  status: z.enum(["in_progress", "completed", "failed"]),
  outcome,
});
export type FileChangeItem = z.infer<typeof FileChangeItemSchema>;

export const McpToolCallItemSchema = z.object({
  id,
  type: z.literal("mcp_tool_call"),
  server: z.string(),
  tool: z.string(),
  arguments: z.unknown(),
  /** The server's result, as MCP defines it. */
  result: z
    .object({
      content: z.array(z.looseObject({ type: z.string() })),
      structured_content: z.unknown(),
      _meta: z.unknown().optional(),
    })
    .optional(),
  /** Why there is no result. */
  error: z.object({ message: z.string() }).optional(),
  status: z.enum(["in_progress", "completed", "failed"]),
  outcome,
});
export type McpToolCallItem = z.infer<typeof McpToolCallItemSchema>;

export const WebSearchItemSchema = z.object({
  id,
  type: z.literal("web_search"),
  query: z.string(),
  action: z.looseObject({ type: z.string() }).optional(),
});
export type WebSearchItem = z.infer<typeof WebSearchItemSchema>;

export const TodoItemSchema = z.object({ text: z.string(), completed: z.boolean() });
export type TodoItem = z.infer<typeof TodoItemSchema>;

/** The model's plan: starts with its first version, is updated, and ends with the turn. */
export const TodoListItemSchema = z.object({ id, type: z.literal("todo_list"), items: z.array(TodoItemSchema) });
export type TodoListItem = z.infer<typeof TodoListItemSchema>;

export const CollabAgentStateSchema = z.object({
  status: z.enum(["pending_init", "running", "interrupted", "completed", "errored", "shutdown", "not_found"]),
  /** The subagent's latest message. */
  message: z.string().nullable(),
});
export type CollabAgentState = z.infer<typeof CollabAgentStateSchema>;

/** A call about subagents: separate threads that work for this one. */
export const CollabToolCallItemSchema = z.object({
  id,
  type: z.literal("collab_tool_call"),
  tool: z.enum(["spawn_agent", "send_input", "wait", "close_agent", "resume_agent", "interrupt_agent", "list_agents"]),
  sender_thread_id: z.string(),
  receiver_thread_ids: z.array(z.string()),
  prompt: z.string().nullable(),
  /** By thread; empty until the call has ended. */
  agents_states: z.record(z.string(), CollabAgentStateSchema),
  status: z.enum(["in_progress", "completed", "failed"]),
  outcome,
});
export type CollabToolCallItem = z.infer<typeof CollabToolCallItemSchema>;

/** A problem that does not end the turn. */
export const ErrorItemSchema = z.object({ id, type: z.literal("error"), message: z.string() });
export type ErrorItem = z.infer<typeof ErrorItemSchema>;

export const ThreadItemSchema = z.discriminatedUnion("type", [
  AgentMessageItemSchema,
  ReasoningItemSchema,
  CommandExecutionItemSchema,
  FileChangeItemSchema,
  McpToolCallItemSchema,
  WebSearchItemSchema,
  TodoListItemSchema,
  CollabToolCallItemSchema,
  ErrorItemSchema,
]);
export type ThreadItem = z.infer<typeof ThreadItemSchema>;
