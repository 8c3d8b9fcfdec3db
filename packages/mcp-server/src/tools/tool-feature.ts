import type { Tool } from "@codex/mcp-types/tools";
import type { ToolFeature } from "../mcp/features.js";
import { codexReplyTool, codexTool } from "./codex-tool-schemas.js";
import {
  conversationCreateTool,
  conversationSendMessageTool,
  conversationStreamTool,
  conversationsListTool,
} from "./conversation-tool-schemas.js";
import type { ToolEnvironment } from "./tool-environment.js";

/** Those of the reference first. */
const tools: readonly Tool[] = [
  codexTool,
  codexReplyTool,
  conversationCreateTool,
  conversationSendMessageTool,
  conversationStreamTool,
  conversationsListTool,
];

/** The tools of Codex. The engine is loaded with the first call, so a list costs little. */
export function createToolFeature(environment: ToolEnvironment): ToolFeature {
  return {
    tools,
    async call(params, context) {
      const { callTool } = await import("./call-tool.js");
      return callTool(environment, params, context);
    },
  };
}
