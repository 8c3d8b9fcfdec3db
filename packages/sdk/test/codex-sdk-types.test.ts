// The exports of @openai/codex-sdk 0.163.0, as facts: names, fields and types. Each is assigned to ours and back, so that programs compile
// after changing their import.
import type { ContentBlock } from "@codex/mcp-types";
import { expectTypeOf, it } from "vitest";
import type * as ours from "../src/index.js";

type Status = "in_progress" | "completed" | "failed";

interface Theirs {
  CommandExecutionItem: {
    id: string;
    type: "command_execution";
    command: string;
    aggregated_output: string;
    exit_code?: number;
    status: Status;
  };
  FileChangeItem: {
    id: string;
    type: "file_change";
    changes: { path: string; kind: "add" | "delete" | "update" }[];
    status: "completed" | "failed";
  };
  McpToolCallItem: {
    id: string;
    type: "mcp_tool_call";
    server: string;
    tool: string;
    arguments: unknown;
    result?: { content: ContentBlock[]; _meta?: unknown; structured_content: unknown };
    error?: { message: string };
    status: Status;
  };
  AgentMessageItem: { id: string; type: "agent_message"; text: string };
  ReasoningItem: { id: string; type: "reasoning"; text: string };
  WebSearchItem: { id: string; type: "web_search"; query: string };
  ErrorItem: { id: string; type: "error"; message: string };
  TodoListItem: { id: string; type: "todo_list"; items: { text: string; completed: boolean }[] };
  ThreadItem:
    | Theirs["AgentMessageItem"]
    | Theirs["ReasoningItem"]
    | Theirs["CommandExecutionItem"]
    | Theirs["FileChangeItem"]
    | Theirs["McpToolCallItem"]
    | Theirs["WebSearchItem"]
    | Theirs["TodoListItem"]
    | Theirs["ErrorItem"];
  ThreadStartedEvent: { type: "thread.started"; thread_id: string };
  TurnStartedEvent: { type: "turn.started" };
  Usage: {
    input_tokens: number;
    cached_input_tokens: number;
    cache_write_input_tokens: number;
    output_tokens: number;
    reasoning_output_tokens: number;
  };
  TurnCompletedEvent: { type: "turn.completed"; usage: Theirs["Usage"] };
  ThreadError: { message: string };
  TurnFailedEvent: { type: "turn.failed"; error: Theirs["ThreadError"] };
  ItemStartedEvent: { type: "item.started"; item: Theirs["ThreadItem"] };
  ItemUpdatedEvent: { type: "item.updated"; item: Theirs["ThreadItem"] };
  ItemCompletedEvent: { type: "item.completed"; item: Theirs["ThreadItem"] };
  ThreadErrorEvent: { type: "error"; message: string };
  ThreadEvent:
    | Theirs["ThreadStartedEvent"]
    | Theirs["TurnStartedEvent"]
    | Theirs["TurnCompletedEvent"]
    | Theirs["TurnFailedEvent"]
    | Theirs["ItemStartedEvent"]
    | Theirs["ItemUpdatedEvent"]
    | Theirs["ItemCompletedEvent"]
    | Theirs["ThreadErrorEvent"];
  CyberAccessProgram: "standard" | "daybreak_blue" | "daybreak_red";
  TurnOptions: { cyberAccessProgram?: Theirs["CyberAccessProgram"]; outputSchema?: unknown; signal?: AbortSignal };
  UserInput: { type: "text"; text: string } | { type: "local_image"; path: string };
  Input: string | Theirs["UserInput"][];
  RunResult: { items: Theirs["ThreadItem"][]; finalResponse: string; usage: Theirs["Usage"] | null };
  RunStreamedResult: { events: AsyncGenerator<Theirs["ThreadEvent"]> };
  ApprovalMode: "never" | "on-request" | "on-failure" | "untrusted";
  SandboxMode: "read-only" | "workspace-write" | "danger-full-access";
  ModelReasoningEffort: "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | "ultra" | "persistent";
  WebSearchMode: "disabled" | "cached" | "live";
  ThreadOptions: {
    model?: string;
    threadSource?: string;
    sandboxMode?: Theirs["SandboxMode"];
    workingDirectory?: string;
    skipGitRepoCheck?: boolean;
    modelReasoningEffort?: Theirs["ModelReasoningEffort"];
    networkAccessEnabled?: boolean;
    webSearchMode?: Theirs["WebSearchMode"];
    webSearchEnabled?: boolean;
    approvalPolicy?: Theirs["ApprovalMode"];
    additionalDirectories?: string[];
  };
  CodexOptions: {
    codexPathOverride?: string;
    baseUrl?: string;
    apiKey?: string;
    config?: TheirConfig;
    configOverrides?: string[];
    env?: Record<string, string>;
  };
}

type TheirConfig = { [key: string]: string | number | boolean | TheirValue[] | TheirConfig };
type TheirValue = string | number | boolean | TheirValue[] | TheirConfig;

/** The public members of its classes. */
interface TheirThread {
  get id(): string | null;
  runStreamed(input: Theirs["Input"], options?: Theirs["TurnOptions"]): Promise<Theirs["RunStreamedResult"]>;
  run(input: Theirs["Input"], options?: Theirs["TurnOptions"]): Promise<Theirs["RunResult"]>;
}
interface TheirCodex {
  startThread(options?: Theirs["ThreadOptions"]): TheirThread;
  resumeThread(id: string, options?: Theirs["ThreadOptions"]): TheirThread;
}

interface Ours {
  CommandExecutionItem: ours.CommandExecutionItem;
  FileChangeItem: ours.FileChangeItem;
  McpToolCallItem: ours.McpToolCallItem;
  AgentMessageItem: ours.AgentMessageItem;
  ReasoningItem: ours.ReasoningItem;
  WebSearchItem: ours.WebSearchItem;
  ErrorItem: ours.ErrorItem;
  TodoListItem: ours.TodoListItem;
  ThreadItem: ours.ThreadItem;
  ThreadStartedEvent: ours.ThreadStartedEvent;
  TurnStartedEvent: ours.TurnStartedEvent;
  Usage: ours.Usage;
  TurnCompletedEvent: ours.TurnCompletedEvent;
  ThreadError: ours.ThreadError;
  TurnFailedEvent: ours.TurnFailedEvent;
  ItemStartedEvent: ours.ItemStartedEvent;
  ItemUpdatedEvent: ours.ItemUpdatedEvent;
  ItemCompletedEvent: ours.ItemCompletedEvent;
  ThreadErrorEvent: ours.ThreadErrorEvent;
  ThreadEvent: ours.ThreadEvent;
  CyberAccessProgram: ours.CyberAccessProgram;
  TurnOptions: ours.TurnOptions;
  UserInput: ours.UserInput;
  Input: ours.Input;
  RunResult: ours.RunResult;
  RunStreamedResult: ours.RunStreamedResult;
  ApprovalMode: ours.ApprovalMode;
  SandboxMode: ours.SandboxMode;
  ModelReasoningEffort: ours.ModelReasoningEffort;
  WebSearchMode: ours.WebSearchMode;
  ThreadOptions: ours.ThreadOptions;
  CodexOptions: ours.CodexOptions;
}

it("every exported type of codex-sdk is assignable to ours, and ours to it", () => {
  expectTypeOf<keyof Ours>().toEqualTypeOf<keyof Theirs>();
  expectTypeOf<Theirs>().toExtend<Ours>();
  expectTypeOf<Ours>().toExtend<Theirs>();
});

it("its classes have their counterparts", () => {
  expectTypeOf<ours.Codex>().toExtend<TheirCodex>();
  expectTypeOf<ours.Thread>().toExtend<TheirThread>();
  expectTypeOf<typeof ours.Codex>().toBeConstructibleWith();
  expectTypeOf<[options?: Theirs["CodexOptions"]]>().toExtend<ConstructorParameters<typeof ours.Codex>>();
});
