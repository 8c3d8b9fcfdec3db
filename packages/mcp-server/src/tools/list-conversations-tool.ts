import type { CallToolResult } from "@codex/mcp-types/tools";
import { ConversationsListArgsSchema, type ConversationsListResult } from "@codex/protocol/conversation-tools";
import { shortText } from "../visible-text.js";
import { conversationToolFailure, conversationToolResult } from "./conversation-tool-result.js";
import { parseToolArguments } from "./parse-tool-arguments.js";
import type { ToolEnvironment } from "./tool-environment.js";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
/** What files of sessions are called, and so what cursors stand for: names sort by time. */
const FILE_NAME = /^rollout-[\w-]{1,100}\.jsonl$/;

/** `conversationsList`: the saved conversations, newest first, a page at a time. */
export async function listConversationsTool({ engine }: ToolEnvironment, args: unknown): Promise<CallToolResult> {
  const parsed = parseToolArguments(ConversationsListArgsSchema, "conversationsList", args);
  if (!parsed.ok) return conversationToolFailure(parsed.message);
  const limit = Math.min(parsed.value.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const before = parsed.value.cursor === undefined ? undefined : nameOf(parsed.value.cursor);
  if (before === "invalid")
    return conversationToolFailure("Invalid arguments for conversationsList: cursor: not one of this list");
  const [{ codexHome }, { listRollouts }] = await Promise.all([engine.host(), import("@codex/core")]);
  const found = await listRollouts(codexHome, {
    limit: limit + 1,
    accept: ({ path }) => before === undefined || fileName(path) < before,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const result: ConversationsListResult = {
    conversations: page.map(({ sessionId, firstMessage }) => ({
      conversation_id: sessionId,
      title: firstMessage === undefined ? "(no message yet)" : shortText(firstMessage),
    })),
    next_cursor: found.length > limit && last !== undefined ? cursorOf(last.path) : undefined,
  };
  return conversationToolResult(result);
}

function cursorOf(path: string): string {
  return Buffer.from(fileName(path)).toString("base64url");
}

function nameOf(cursor: string): string | "invalid" {
  const name = Buffer.from(cursor, "base64url").toString("utf8");
  return FILE_NAME.test(name) ? name : "invalid";
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
