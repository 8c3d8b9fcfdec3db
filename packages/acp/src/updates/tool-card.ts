import {
  type Command,
  type CommandAction,
  type CustomCall,
  type ImageView,
  type ItemStatus,
  joinShellWords,
  type McpCall,
  type Patch,
  type Review,
  type SubAgentCall,
  shellScript,
  type TerminalInput,
  type WebSearch,
} from "@codex/core";
import { visibleText } from "@codex/thread-host";
import type { ContentBlock } from "../wire/content.js";
import type { ToolContent, ToolFields, ToolKind, ToolLocation, ToolStatus } from "../wire/session-update.js";
import { changeDiffs, changeLocations, changesTitle } from "./change-diffs.js";

/** The complete current state of an item, as a tool card. */
export type ToolCard = ToolFields & { readonly title: string; readonly kind: ToolKind; readonly status: ToolStatus };

export function commandCard(item: Command): ToolCard {
  const { command, cwd, actions, output, exitCode, failure } = item;
  const failed = exitCode !== undefined && exitCode !== 0;
  return {
    title: commandTitle(command),
    kind: commandKind(actions),
    status: item.status === "completed" && failed ? "failed" : toolStatus(item.status),
    locations: actions.flatMap((action) => locationOf(action, cwd)),
    content: [...printed(output.aggregated), ...outcome(item.status, failure?.message)],
    rawInput: { command, cwd },
    ...(exitCode === undefined ? {} : { rawOutput: { exit_code: exitCode, output: output.formatted } }),
  };
}

export function terminalInputCard(item: TerminalInput): ToolCard {
  const { input, output, processId, failure } = item;
  return {
    title: input === "" ? `Look at terminal ${processId}` : `Type ${JSON.stringify(visibleText(input))}`,
    kind: "execute",
    status: toolStatus(item.status),
    content: [...printed(output.aggregated), ...outcome(item.status, failure)],
    rawInput: { process_id: processId, input },
  };
}

export function patchCard(item: Patch): ToolCard {
  const { changes, reason, stderr } = item;
  return {
    title: changesTitle(changes),
    kind: changes.every(({ type }) => type === "delete") ? "delete" : "edit",
    status: toolStatus(item.status),
    content: [
      ...changeDiffs(changes),
      ...outcome(item.status, reason ?? (item.status === "failed" ? stderr : undefined)),
    ],
    locations: changeLocations(changes),
    rawInput: { files: changes.map(({ path, type }) => ({ path, type })) },
  };
}

export function mcpCard(item: McpCall): ToolCard {
  const { server, tool, arguments: input, result, error, progress } = item;
  const content = (result?.content ?? []).flatMap(mcpContent);
  return {
    title: visibleText(`${server}: ${tool}`),
    kind: "other",
    status: toolStatus(item.status),
    content:
      result === undefined && progress !== undefined ? [text(progress)] : [...content, ...outcome(item.status, error)],
    rawInput: input,
    ...(result === undefined ? {} : { rawOutput: result }),
  };
}

export function customCard(item: CustomCall): ToolCard {
  const { tool, arguments: input, content = [], error } = item;
  return {
    title: visibleText(tool),
    kind: "other",
    status: toolStatus(item.status),
    content: [
      ...content.map((part) => (part.type === "text" ? text(part.text) : link(part.url))),
      ...outcome(item.status, error),
    ],
    rawInput: input,
  };
}

export function webSearchCard({ status, query, action }: WebSearch): ToolCard {
  const isPage = action?.type === "open-page" || action?.type === "find-in-page";
  const what = isPage ? action.url : query;
  return {
    title: visibleText(isPage ? `Read ${what ?? "a page"}` : `Search the web${what === undefined ? "" : `: ${what}`}`),
    kind: isPage ? "fetch" : "search",
    status: toolStatus(status),
  };
}

export function imageCard({ path, status, failure }: ImageView): ToolCard {
  return {
    title: visibleText(`Look at ${path}`),
    kind: "read",
    status: toolStatus(status),
    locations: [{ path }],
    content: outcome(status, failure),
  };
}

export function subAgentCard({ action, agents, prompt, status, error }: SubAgentCall): ToolCard {
  const names = agents.map(({ nickname, role, threadId }) => nickname ?? role ?? threadId);
  return {
    title: visibleText(`Subagent: ${action} ${names.join(", ")}`.trimEnd()),
    kind: "think",
    status: toolStatus(status),
    content: [
      ...(prompt === undefined ? [] : [text(prompt)]),
      ...agents.flatMap(({ message }) => (message === undefined ? [] : [text(message)])),
      ...outcome(status, error),
    ],
  };
}

/** The review itself is the next message. */
export function reviewCard({ target, status }: Review): ToolCard {
  return {
    title: visibleText(`Review ${target}`),
    kind: "think",
    status: toolStatus(status),
    content: outcome(status),
  };
}

export function commandTitle(command: readonly string[]): string {
  return visibleText(shellScript(command) ?? joinShellWords(command));
}

export function commandKind(actions: readonly CommandAction[]): ToolKind {
  const kinds = new Set(actions.map(({ type }) => type));
  if (kinds.size === 1 && kinds.has("read")) return "read";
  if (kinds.size === 1 && (kinds.has("search") || kinds.has("list-files"))) return "search";
  return "execute";
}

function locationOf(action: CommandAction, cwd: string): ToolLocation[] {
  if (action.type !== "read" || action.path === undefined) return [];
  return [{ path: action.path.startsWith("/") ? action.path : `${cwd}/${action.path}` }];
}

export const text = (words: string): ToolContent => ({ type: "content", content: { type: "text", text: words } });

const link = (uri: string): ToolContent => ({
  type: "content",
  content: { type: "resource_link", uri, name: uri.slice(0, 80) },
});

/** A program's output as a code block, since it is not Markdown. */
export function printed(output: string): ToolContent[] {
  if (output === "") return [];
  const longest = (output.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
  const fence = "`".repeat(longest + 1);
  return [text(`${fence}\n${visibleText(output.replace(/\n$/, ""))}\n${fence}`)];
}

/** The reason why it was declined or failed; the status alone does not say which. */
function outcome(status: ItemStatus, reason?: string | undefined): ToolContent[] {
  if (reason !== undefined && reason !== "") return [text(visibleText(reason))];
  if (status === "declined") return [text("Not allowed, so nothing was done.")];
  if (status === "interrupted") return [text("Stopped before it finished.")];
  return [];
}

function mcpContent(block: NonNullable<McpCall["result"]>["content"][number]): ToolContent[] {
  const content = contentOf(block);
  return content === undefined ? [] : [{ type: "content", content }];
}

function contentOf(block: NonNullable<McpCall["result"]>["content"][number]): ContentBlock | undefined {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text };
    case "image":
    case "audio":
      return { type: block.type, data: block.data, mimeType: block.mimeType };
    case "resource_link":
      return { type: "resource_link", uri: block.uri, name: block.name };
    default:
      return undefined;
  }
}

const STATUSES: Readonly<Record<ItemStatus, ToolStatus>> = {
  proposed: "pending",
  running: "in_progress",
  completed: "completed",
  failed: "failed",
  declined: "failed",
  interrupted: "failed",
};

export const toolStatus = (status: ItemStatus): ToolStatus => STATUSES[status];
