// Each line is a promise to those who import this package.
export {
  CodexError,
  type CodexErrorCode,
  type CustomTool,
  type CustomToolContext,
  createReplayModel,
  defineTool,
  type ModelClient,
} from "@codex/core";
export type { ApprovalRequest, CommandApprovalRequest, PatchApprovalRequest } from "./approval-request.js";
export { Codex } from "./codex.js";
export type {
  AgentMessageItem,
  CommandExecutionItem,
  ErrorItem,
  FileChangeItem,
  ItemCompletedEvent,
  ItemOutcome,
  ItemStartedEvent,
  ItemUpdatedEvent,
  McpToolCallItem,
  ReasoningItem,
  ThreadError,
  ThreadErrorEvent,
  ThreadEvent,
  ThreadItem,
  ThreadStartedEvent,
  TodoListItem,
  TurnCompletedEvent,
  TurnFailedEvent,
  TurnStartedEvent,
  Usage,
  WebSearchItem,
} from "./events.js";
export type {
  ApprovalDecision,
  ApprovalMode,
  CodexOptions,
  ConfigObject,
  ConfigValue,
  CyberAccessProgram,
  Input,
  ModelReasoningEffort,
  OnApproval,
  SandboxMode,
  ThreadOptions,
  TurnOptions,
  UserInput,
  WebSearchMode,
} from "./options.js";
export { type RunResult, type RunStreamedResult, Thread } from "./thread.js";
export { TurnFailedError } from "./turn-failed-error.js";
