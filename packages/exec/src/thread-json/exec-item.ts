import {
  type Command,
  describeReview,
  hookWarning,
  type Item,
  type ItemKind,
  type ItemOf,
  joinShellWords,
  type McpCall,
  searchText,
  type WebSearch,
} from "@codex/core";
import type { CommandExecutionItem, McpToolCallItem, ThreadItem, WebSearchItem } from "../events/index.js";
import { collabToolCall } from "./collab-tool-call.js";
import { outcomeOf, statusOf } from "./item-status.js";

type Convert<Kind extends ItemKind> = (item: ItemOf<Kind>, id: string, threadId: string) => ThreadItem | undefined;

/** Not part of this format. */
const notShown = () => undefined;

/** How this format shows the engine's items. The table is total, so a new kind must be added here. */
const TABLE: { readonly [Kind in ItemKind]: Convert<Kind> } = {
  "user-message": notShown,
  "agent-message": ({ text }, id) => (text === "" ? undefined : { id, type: "agent_message", text }),
  reasoning: ({ summary }, id) => {
    const text = summary.join("\n");
    return text === "" ? undefined : { id, type: "reasoning", text };
  },
  plan: ({ steps }, id) => ({
    id,
    type: "todo_list",
    items: steps.map(({ step, status }) => ({ text: step, completed: status === "completed" })),
  }),
  command: commandItem,
  "terminal-input": notShown,
  patch: ({ changes, status }, id) => ({
    id,
    type: "file_change",
    changes: changes.map(({ path, type }) => ({ path, kind: type })),
    status: statusOf(status),
    ...outcomeOf(status),
  }),
  "mcp-call": mcpItem,
  "custom-call": notShown,
  "web-search": webSearchItem,
  "image-view": notShown,
  "sub-agent": collabToolCall,
  "proposed-plan": ({ text }, id) => ({ id, type: "agent_message", text }),
  review: notShown,
  // Differs from codex 0.171.0, which leaves hooks out: a reader would learn of a failed hook nowhere else.
  hook: (item, id) => {
    const message = hookWarning(item);
    return message === undefined ? undefined : { id, type: "error", message };
  },
  "hook-prompt": notShown,
  compaction: notShown,
  "user-questions": notShown,
  // Differs from codex 0.171.0, which leaves reviews of approvals out: readers would not learn why an approval was denied.
  "approval-review": (item, id) => {
    const message = item.outcome === "approved" ? undefined : describeReview(item);
    return message === undefined ? undefined : { id, type: "error", message };
  },
};

/** The item in this format, with the given id; undefined if it is not shown. */
export function execItem(item: Item, id: string, threadId: string): ThreadItem | undefined {
  return convert(item, id, threadId);
}

function convert<Kind extends ItemKind>(
  item: ItemOf<Kind> & { readonly kind: Kind },
  id: string,
  threadId: string,
): ThreadItem | undefined {
  return TABLE[item.kind](item, id, threadId);
}

function commandItem({ command, status, output, exitCode }: Command, id: string): CommandExecutionItem {
  const failed = exitCode !== undefined && exitCode !== 0;
  return {
    id,
    type: "command_execution",
    command: joinShellWords(command),
    aggregated_output: output.aggregated,
    ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    status: status === "completed" && failed ? "failed" : statusOf(status),
    ...outcomeOf(status),
  };
}

function mcpItem({ server, tool, arguments: parameters, result, error, status }: McpCall, id: string): McpToolCallItem {
  return {
    id,
    type: "mcp_tool_call",
    server,
    tool,
    arguments: parameters,
    ...(result === undefined
      ? {}
      : { result: { content: [...result.content], structured_content: result.structuredContent ?? null } }),
    ...(error === undefined ? {} : { error: { message: error } }),
    status: statusOf(status),
    ...outcomeOf(status),
  };
}

function webSearchItem(item: WebSearch, id: string): WebSearchItem {
  const types = { search: "search", "open-page": "open_page", "find-in-page": "find_in_page", other: "other" } as const;
  return {
    // As in codex 0.171.0: the provider's own id.
    id: item.callId || id,
    type: "web_search",
    query: searchText(item),
    action: { ...item.action, type: types[item.action?.type ?? "other"] },
  };
}
