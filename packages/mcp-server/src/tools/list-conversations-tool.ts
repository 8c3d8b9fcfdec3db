import type { CallToolResult } from "@codex/mcp-types/tools";
import { ConversationsListArgsSchema, type ConversationsListResult } from "@codex/protocol/conversation-tools";
import { shortText } from "@codex/thread-host";
import { conversationToolFailure, conversationToolResult } from "./conversation-tool-result.js";
import { parseToolArguments } from "./parse-tool-arguments.js";
import type { ToolEnvironment } from "./tool-environment.js";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** `conversationsList`: lists the saved conversations, newest first, page by page. */
export async function listConversationsTool({ engine }: ToolEnvironment, args: unknown): Promise<CallToolResult> {
  const parsed = parseToolArguments(ConversationsListArgsSchema, "conversationsList", args);
  if (!parsed.ok) return conversationToolFailure(parsed.message);
  const limit = Math.min(parsed.value.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const [{ codexHome }, { fileThreadStore }] = await Promise.all([engine.host(), import("@codex/core")]);
  const page = await fileThreadStore(codexHome)
    .list({ limit, cursor: parsed.value.cursor })
    .catch((error: unknown) => failureOf(error));
  if (typeof page === "string") return conversationToolFailure(page);
  const result: ConversationsListResult = {
    conversations: page.threads.map(({ id, name, preview }) => ({
      conversation_id: id,
      title: shortText(name ?? preview ?? "(no message yet)"),
    })),
    next_cursor: page.nextCursor,
  };
  return conversationToolResult(result);
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error && "code" in error && error.code === "cursor-invalid")) throw error;
  return "Invalid arguments for conversationsList: cursor: not one of this list";
}
