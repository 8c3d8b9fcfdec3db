import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import type { FileUpdateChange } from "@codex/app-server-protocol/thread-item-parts";
import type { FileChange, Item, ItemStatus, UserInput, WebSearchAction } from "@codex/core";
import { splitShellWords } from "@codex/execpolicy/split-shell-words";
import { CallToolOutcomeSchema } from "@codex/protocol/models";
import { actionFromWire } from "./command-action.js";
import { activityFromWire, callFromWire } from "./sub-agent.js";

type Base = Pick<Item, "id" | "turnId" | "startedAt" | "endedAt">;
type Wire<Type extends ThreadItem["type"]> = Extract<ThreadItem, { type: Type }>;

interface Place {
  readonly turnId: string;
  /** Whether it has ended. */
  readonly isOver: boolean;
}

/** Converts the wire's item to the engine's; undefined for kinds that the chat does not show. */
export function itemFromWire(item: ThreadItem, { turnId, isOver }: Place): Item | undefined {
  if (item.type === "other") return undefined;
  const base: Base & { readonly status: ItemStatus } = {
    id: item.id,
    turnId,
    startedAt: item.startedAtMs ?? Date.now(),
    ...(isOver ? { endedAt: item.completedAtMs ?? Date.now() } : {}),
    status: statusFromWire("status" in item ? item.status : undefined, isOver),
  };
  switch (item.type) {
    case "userMessage":
      return {
        ...base,
        kind: "user-message",
        clientId: item.clientId ?? undefined,
        content: item.content.flatMap(inputFromWire),
      };
    case "agentMessage":
      return { ...base, kind: "agent-message", text: item.text };
    case "plan":
      return { ...base, kind: "proposed-plan", text: item.text };
    case "reasoning":
      return { ...base, kind: "reasoning", summary: item.summary, content: item.content };
    case "commandExecution":
      return commandFromWire(item, base);
    case "fileChange":
      return {
        ...base,
        kind: "patch",
        callId: item.id,
        changes: item.changes.flatMap(changeFromWire),
        autoApproved: false,
        stdout: "",
        stderr: "",
      };
    case "mcpToolCall":
      return {
        ...base,
        kind: "mcp-call",
        callId: item.id,
        server: item.server,
        tool: item.tool,
        arguments: item.arguments,
        error: item.error?.message,
        ...(item.result == null ? {} : { result: resultFromWire(item.result) }),
        durationMs: item.durationMs ?? undefined,
      };
    case "dynamicToolCall":
      return {
        ...base,
        kind: "custom-call",
        callId: item.id,
        tool: item.tool,
        arguments: item.arguments,
        content: [{ type: "text", text: textOf(item.contentItems ?? []) }],
        durationMs: item.durationMs ?? undefined,
      };
    case "webSearch":
      return { ...base, kind: "web-search", callId: item.id, query: item.query, action: searchFromWire(item.action) };
    case "collabAgentToolCall":
      return subAgentItem(callFromWire(item), base);
    case "subAgentActivity":
      return subAgentItem(activityFromWire(item), base);
    case "imageView":
      return { ...base, kind: "image-view", path: item.path };
    case "enteredReviewMode":
      return { ...base, kind: "review", target: item.review };
    case "contextCompaction":
      return { ...base, kind: "compaction", trigger: "manual" };
    default:
      return undefined;
  }
}

function commandFromWire(item: Wire<"commandExecution">, base: Base & { readonly status: ItemStatus }): Item {
  const output = item.aggregatedOutput ?? "";
  // The command finished, whatever its exit status.
  const status = item.status === "failed" && item.exitCode != null ? "completed" : base.status;
  return {
    ...base,
    status,
    kind: "command",
    callId: item.id,
    command: wordsOf(item.command),
    cwd: item.cwd,
    actions: item.commandActions.map(actionFromWire),
    source: item.source === "userShell" ? "user" : "agent",
    output: { stdout: output, stderr: "", aggregated: output, formatted: output },
    exitCode: item.exitCode ?? undefined,
    durationMs: item.durationMs ?? undefined,
  };
}

function subAgentItem(fields: ReturnType<typeof callFromWire>, base: Base & { readonly status: ItemStatus }) {
  return fields && { ...base, kind: "sub-agent" as const, callId: base.id, ...fields };
}

/** Text that no shell could parse is shown as it is. */
function wordsOf(command: string): readonly string[] {
  const words = splitShellWords(command) ?? [];
  return words.length === 0 ? ["bash", "-c", command] : words;
}

/** The tool's result if all of its content is known to this version; otherwise the text in it. */
function resultFromWire({ content, structuredContent }: NonNullable<Wire<"mcpToolCall">["result"]>) {
  const outcome = { Ok: { content, structuredContent: structuredContent ?? undefined } };
  const known = CallToolOutcomeSchema.safeParse(outcome).data;
  return known !== undefined && "Ok" in known
    ? known.Ok
    : { content: [{ type: "text" as const, text: textOf(content) }] };
}

function searchFromWire(action: Wire<"webSearch">["action"]): WebSearchAction {
  switch (action?.type) {
    case "search":
      return { type: "search", query: action.query ?? undefined, queries: action.queries ?? undefined };
    case "openPage":
      return { type: "open-page", url: action.url ?? undefined };
    case "findInPage":
      return { type: "find-in-page", url: action.url ?? undefined, pattern: action.pattern ?? undefined };
    default:
      return { type: "other" };
  }
}

function statusFromWire(status: string | undefined, isOver: boolean): ItemStatus {
  switch (status) {
    case "failed":
    case "declined":
    case "interrupted":
      return status;
    default:
      return isOver ? "completed" : "running";
  }
}

function changeFromWire({ path, kind, diff }: FileUpdateChange): FileChange[] {
  switch (kind.type) {
    case "add":
      return [{ type: "add", path, content: diff }];
    case "delete":
      return [{ type: "delete", path, content: diff }];
    case "update":
      return [{ type: "update", path, diff, movePath: kind.move_path ?? undefined }];
    default:
      return [];
  }
}

function inputFromWire(input: unknown): UserInput[] {
  if (typeof input !== "object" || input === null || !("type" in input)) return [];
  if (input.type === "text" && "text" in input) return [{ type: "text", text: String(input.text) }];
  if (input.type === "image" && "url" in input) return [{ type: "image", url: String(input.url) }];
  if (input.type === "localImage" && "path" in input) return [{ type: "local-image", path: String(input.path) }];
  return [];
}

/** The text in the parts of a tool's result. */
function textOf(parts: readonly unknown[]): string {
  return parts
    .map((part) => (typeof part === "object" && part !== null && "text" in part ? String(part.text) : "[not text]"))
    .join("\n");
}
