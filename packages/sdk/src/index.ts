// Every line is public API.
export {
  CodexError,
  type CodexErrorCode,
  type CustomTool,
  type CustomToolContext,
  createReplayModel,
  defineTool,
  type ElicitationQuestion,
  type ModelClient,
  type UserQuestionsQuestion,
} from "@codex/core";
export type {
  ApprovalRequest,
  CommandApprovalRequest,
  PatchApprovalRequest,
  PermissionsApprovalRequest,
} from "./approval-request.js";
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
  ApprovalMode,
  CodexOptions,
  ConfigObject,
  ConfigValue,
  CyberAccessProgram,
  Input,
  ModelReasoningEffort,
  SandboxMode,
  ThreadOptions,
  TurnOptions,
  UserInput,
  WebSearchMode,
} from "./options.js";
export type {
  ApprovalDecision,
  ElicitationAnswer,
  OnApproval,
  OnElicitation,
  OnQuestions,
  QuestionAnswers,
} from "./question-handlers.js";
export { type RunResult, type RunStreamedResult, Thread } from "./thread.js";
export { TurnFailedError } from "./turn-failed-error.js";
