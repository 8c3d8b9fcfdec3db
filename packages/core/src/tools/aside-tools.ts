import type { ResponseItem } from "@codex/protocol";
import type { ToolSpec } from "../model/tool-spec.js";

/**
 * Commands are held by the turn's sandbox; servers, programs and patches are not asked at all, nor is anything written to a terminal,
 * which may have begun under other rules.
 */
const FUNCTIONS: ReadonlySet<string> = new Set([
  "shell",
  "container.exec",
  "exec_command",
  "update_plan",
  "view_image",
]);

/** Whether the model has this tool, or may make this call, in a conversation beside the thread's. */
export function isForAsides(tool: ToolSpec | ResponseItem): boolean {
  switch (tool.type) {
    case "function":
      return FUNCTIONS.has(tool.name);
    case "function_call":
      return tool.namespace === undefined && FUNCTIONS.has(tool.name);
    case "local_shell":
    case "local_shell_call":
    case "web_search":
      return true;
    default:
      return false;
  }
}
