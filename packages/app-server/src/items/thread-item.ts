import { normalize } from "node:path";
import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import type { FileUpdateChange } from "@codex/app-server-protocol/thread-item-parts";
import {
  type Command,
  type CustomCallContent,
  type FileChange,
  hasEnded,
  type Item,
  type ItemKind,
  type ItemOf,
  joinShellWords,
  type McpResult,
  searchText,
} from "@codex/core";
import { actionsToWire } from "./command-action.js";
import type { ItemBase } from "./item-base.js";
import { statusOf, statusWithDecline } from "./item-status.js";
import { subAgentItem } from "./sub-agent-item.js";
import { inputToWire } from "./user-input.js";
import { searchActionToWire } from "./web-search.js";

export interface ItemContext {
  /** The item's id on the wire. */
  readonly id: string;
  readonly threadId: string;
}

type Convert<Kind extends ItemKind> = (item: ItemOf<Kind>, base: ItemBase, threadId: string) => ThreadItem | undefined;

/** Not an item of this wire: it has other notifications, or none. */
const notShown = () => undefined;

/** Converts the engine's items to this wire; total, so that a new kind must be handled here. */
const TABLE: { readonly [Kind in ItemKind]: Convert<Kind> } = {
  // A turn may start without a message.
  "user-message": ({ content, clientId }, base) =>
    content.length === 0
      ? undefined
      : { type: "userMessage", ...base, clientId: clientId ?? null, content: inputToWire(content) },
  "agent-message": ({ text, phase }, base) => ({
    type: "agentMessage",
    ...base,
    text,
    phase: phase === "final-answer" ? "final_answer" : (phase ?? null),
  }),
  reasoning: ({ summary, content }, base) => ({
    type: "reasoning",
    ...base,
    summary: [...summary],
    content: [...content],
  }),
  // turn/plan/updated
  plan: notShown,
  command: commandExecution,
  // item/commandExecution/terminalInteraction
  "terminal-input": notShown,
  patch: ({ changes, status }, base) => ({
    type: "fileChange",
    ...base,
    changes: changes.map(changeToWire).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    status: statusWithDecline(status),
  }),
  "mcp-call": ({ server, tool, readOnlyHint, arguments: args, result, error, durationMs, status }, base) => ({
    type: "mcpToolCall",
    ...base,
    server,
    tool,
    readOnlyHint: readOnlyHint ?? null,
    arguments: args ?? null,
    result: result === undefined ? null : mcpResultToWire(result),
    error: error === undefined ? null : { message: error },
    durationMs: wholeMs(durationMs),
    status: result?.isError === true ? "failed" : statusOf(status),
  }),
  "custom-call": ({ namespace, tool, arguments: args, content, durationMs, status }, base) => ({
    type: "dynamicToolCall",
    ...base,
    namespace: namespace ?? null,
    tool,
    arguments: args ?? null,
    contentItems: content?.map(contentToWire) ?? null,
    success: status === "completed" ? true : statusOf(status) === "failed" ? false : null,
    durationMs: wholeMs(durationMs),
    status: statusOf(status),
  }),
  "web-search": (item, base) => ({
    type: "webSearch",
    ...base,
    query: searchText(item),
    action: searchActionToWire(item.action ?? { type: "other" }),
  }),
  "image-view": ({ path }, base) => ({ type: "imageView", ...base, path }),
  "sub-agent": subAgentItem,
  "proposed-plan": ({ text }, base) => ({ type: "plan", ...base, text }),
  // A review is two items: its start and its end.
  review: (item, base) =>
    hasEnded(item)
      ? {
          type: "exitedReviewMode",
          ...base,
          id: `${base.id}/end`,
          startedAtMs: base.completedAtMs ?? base.startedAtMs,
          review: item.text ?? "",
        }
      : { type: "enteredReviewMode", ...base, review: item.target },
  // hook/started, hook/completed
  hook: notShown,
  "hook-prompt": ({ fragments }, base) => ({
    type: "hookPrompt",
    ...base,
    fragments: fragments.map(({ runId, text }) => ({ hookRunId: runId, text })),
  }),
  compaction: (_item, base) => ({ type: "contextCompaction", ...base }),
  // item/tool/requestUserInput
  "user-questions": notShown,
  // item/autoApprovalReview/started, item/autoApprovalReview/completed
  "approval-review": notShown,
};

/** The item on this wire; undefined if it has no such item. */
export function threadItem(item: Item, { id, threadId }: ItemContext): ThreadItem | undefined {
  const { startedAt: startedAtMs, endedAt } = item;
  return convert(item, { id, startedAtMs, ...(endedAt === undefined ? {} : { completedAtMs: endedAt }) }, threadId);
}

function convert<Kind extends ItemKind>(
  item: ItemOf<Kind> & { readonly kind: Kind },
  base: ItemBase,
  threadId: string,
): ThreadItem | undefined {
  return TABLE[item.kind](item, base, threadId);
}

const wholeMs = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms));

function commandExecution(item: Command, base: ItemBase): ThreadItem {
  const { command, cwd, actions, output, exitCode, durationMs, processId, status } = item;
  const isOver = hasEnded(item);
  const source = sourceOf(item);
  const failed = exitCode !== undefined && exitCode !== 0;
  const wasStopped = status === "interrupted" && source !== "agent";
  return {
    type: "commandExecution",
    ...base,
    command: joinShellWords(command),
    commandActions: actionsToWire(actions, { command, cwd }),
    cwd,
    source,
    processId: source === "unifiedExecStartup" ? (processId ?? null) : null,
    aggregatedOutput: isOver && output.aggregated !== "" ? output.aggregated : null,
    exitCode: exitCode ?? (wasStopped ? -1 : null),
    durationMs: isOver ? wholeMs(durationMs ?? (wasStopped ? timeUntilEnd(base) : undefined)) : null,
    status: status === "completed" && failed ? "failed" : statusWithDecline(status),
  };
}

const timeUntilEnd = ({ startedAtMs, completedAtMs }: ItemBase) =>
  completedAtMs === undefined ? undefined : Math.max(0, completedAtMs - startedAtMs);

/** A command that did not start has no terminal yet. */
function sourceOf({ source, status, processId, exitCode }: Command) {
  if (source === "user") return "userShell";
  const hasBegun = status !== "proposed" && status !== "declined" && (status !== "failed" || exitCode !== undefined);
  return source === "terminal" && hasBegun && processId !== undefined ? "unifiedExecStartup" : "agent";
}

function changeToWire(change: FileChange): FileUpdateChange {
  const { type } = change;
  const path = normalize(change.path);
  switch (type) {
    case "add":
      return { path, kind: { type }, diff: change.content };
    case "delete":
      return { path, kind: { type }, diff: change.content ?? "" };
    case "update": {
      const move_path = change.movePath === undefined ? null : normalize(change.movePath);
      // Parity: the diff names the new path as well.
      const diff = move_path === null ? change.diff : `${change.diff}\n\nMoved to: ${move_path}`;
      return { path, kind: { type, move_path }, diff };
    }
    default:
      return change satisfies never;
  }
}

function contentToWire(content: CustomCallContent) {
  return content.type === "text"
    ? { type: "inputText" as const, text: content.text }
    : { type: "inputImage" as const, imageUrl: content.url };
}

function mcpResultToWire({ content, structuredContent, _meta }: McpResult) {
  return { content: [...content], structuredContent: structuredContent ?? null, _meta: _meta ?? null };
}
