import { type Command, type Item, joinShellWords, type ThreadEvent } from "@codex/core";
import type { ThreadError } from "./events/index.js";

/** Notes tool calls that failed or were declined, for callers who then want the whole run to fail. */
export interface ToolFailures {
  note(event: ThreadEvent): void;
  /** Undefined if every call succeeded. Names the first one that did not. */
  readonly error: ThreadError | undefined;
}

const MAX_REASON = 300;

export function createToolFailures(): ToolFailures {
  let count = 0;
  let first = "";
  const add = (failure: string | undefined, calls: number): void => {
    if (failure === undefined) return;
    count += calls;
    first ||= failure.length > MAX_REASON ? `${failure.slice(0, MAX_REASON)}…` : failure;
  };
  return {
    note(event) {
      if (event.type === "item-ended") add(toolFailure(event.item), 1);
      if (event.type === "turn-ended") add(event.turn.failedCalls?.first, event.turn.failedCalls?.count ?? 0);
    },
    get error() {
      if (count === 0) return undefined;
      const calls = count === 1 ? "A tool call failed" : `${count} tool calls failed, first`;
      return { message: `${calls}: ${first}`, code: "tool-failed" };
    },
  };
}

/** What failed and why, for people; undefined for everything that is no failed call of the model. */
function toolFailure(item: Item): string | undefined {
  const isFailed = item.status === "failed" || item.status === "declined";
  switch (item.kind) {
    case "command":
      return item.source === "user" ? undefined : commandFailure(item, isFailed);
    case "terminal-input":
      return item.exitCode ? `the command in terminal ${item.processId}: exit status ${item.exitCode}` : item.failure;
    case "patch":
      return isFailed ? `a patch: ${item.reason ?? (item.stderr.trim() || item.status)}` : undefined;
    case "mcp-call":
      return isFailed ? `${item.server}/${item.tool}: ${item.error ?? "it reported an error"}` : undefined;
    case "custom-call":
      return isFailed ? `${item.tool}: ${item.error ?? "it reported an error"}` : undefined;
    case "sub-agent":
      return isFailed ? `a subagent: ${item.action} ${item.status}` : undefined;
    default:
      return undefined;
  }
}

function commandFailure({ command, exitCode, failure }: Command, isFailed: boolean): string | undefined {
  const words = joinShellWords(command);
  // -1 only says that the command has no status of its own.
  if (exitCode !== undefined && exitCode > 0) return `${words}: exit status ${exitCode}`;
  return isFailed ? `${words}: ${failure?.message ?? "it was refused"}` : undefined;
}
