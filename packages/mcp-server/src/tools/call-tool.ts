import type { CallToolRequestParams, CallToolResult } from "@codex/mcp-types/tools";
import type { CallContext } from "../mcp/call-context.js";
import { runCodexReplyTool, runCodexTool } from "./codex-tools.js";
import { createConversationTool } from "./create-conversation-tool.js";
import { listConversationsTool } from "./list-conversations-tool.js";
import { sendMessageTool } from "./send-message-tool.js";
import { streamConversationTool } from "./stream-conversation-tool.js";
import type { ToolEnvironment } from "./tool-environment.js";

/** Runs one tool call. Its errors become part of the result. */
export async function callTool(
  environment: ToolEnvironment,
  { name, arguments: args }: CallToolRequestParams,
  context: CallContext,
): Promise<CallToolResult> {
  switch (name) {
    case "codex":
      return runCodexTool(environment, args, context);
    case "codex-reply":
      return runCodexReplyTool(environment, args, context);
    case "conversationCreate":
      return createConversationTool(environment, args, context);
    case "conversationSendMessage":
      return sendMessageTool(environment, args, context);
    case "conversationStream":
      return streamConversationTool(environment, args, context);
    case "conversationsList":
      return listConversationsTool(environment, args);
    default:
      // Parity: codex-rs/mcp-server answers with a result that the calling model sees, not with an error.
      return { content: [{ type: "text", text: `Unknown tool '${name}'` }], isError: true };
  }
}
