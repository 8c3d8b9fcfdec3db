import type { CallToolResult } from "@codex/mcp-types/tools";
import type { ConversationSendMessageResult } from "@codex/protocol/conversation-tools";

/** A result of the conversation tools: the same object as text and as structured content. */
export function conversationToolResult(
  value: Record<string, unknown>,
  { isError }: { readonly isError: boolean } = { isError: false },
): CallToolResult {
  return { content: [{ type: "text", text: JSON.stringify(value) }], structuredContent: value, isError };
}

export function conversationToolFailure(message: string): CallToolResult {
  const failure: ConversationSendMessageResult = { status: "error", message };
  return conversationToolResult(failure, { isError: true });
}
