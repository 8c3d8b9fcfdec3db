import type { CommandAction, FileChange, TokenUsage } from "@codex/core";
import type {
  Duration,
  FileChanges,
  ParsedCommand,
  FileChange as WireFileChange,
  TokenUsage as WireTokenUsage,
} from "@codex/protocol";

/** Converts milliseconds to the wire's durations: whole seconds, and the rest in nanoseconds. */
export function durationToWire(ms = 0): Duration {
  const secs = Math.floor(ms / 1000);
  return { secs, nanos: Math.round((ms - secs * 1000) * 1e6) };
}

export function tokenUsageToWire(usage: TokenUsage): WireTokenUsage {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens,
    reasoning_output_tokens: usage.reasoningOutputTokens,
    total_tokens: usage.totalTokens,
  };
}

export function fileChangesToWire(changes: readonly FileChange[]): FileChanges {
  return Object.fromEntries(changes.map((change) => [change.path, fileChangeToWire(change)]));
}

function fileChangeToWire(change: FileChange): WireFileChange {
  switch (change.type) {
    case "add":
      return { add: { content: change.content } };
    case "delete":
      return "delete";
    case "update":
      return { update: { unified_diff: change.diff, move_path: change.movePath } };
    default:
      throw new TypeError(`no change of a file: ${JSON.stringify(change satisfies never)}`);
  }
}

export function actionToWire(action: CommandAction): ParsedCommand {
  const { command: cmd } = action;
  switch (action.type) {
    case "read":
      return { type: "read", cmd, name: action.name };
    case "list-files":
      return { type: "list_files", cmd, path: action.path };
    case "search":
      return { type: "search", cmd, query: action.query, path: action.path };
    case "format":
    case "lint":
      return { type: action.type, cmd, tool: action.tool, targets: action.targets && [...action.targets] };
    case "test":
    case "noop":
    case "unknown":
      return { type: action.type, cmd };
    default:
      throw new TypeError(`no action: ${JSON.stringify(action satisfies never)}`);
  }
}
