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

/** The tools of the reference first. */
const tools: readonly Tool[] = [
  codexTool,
  codexReplyTool,
  conversationCreateTool,
  conversationSendMessageTool,
  conversationStreamTool,
  conversationsListTool,
];

/** The tools of Codex. The first call loads the engine, so listing them is cheap. */
export function createToolFeature(environment: ToolEnvironment): ToolFeature {
  return {
    tools,
    async call(params, context) {
      const { callTool } = await import("./call-tool.js");
      return callTool(environment, params, context);
    },
  };
}
