import { CodexError } from "../error.js";
import type { ToolInvocation } from "../session/tool-invocation.js";
import type { CustomTool } from "../specs/custom-tool.js";

/** Runs a tool of the embedding program; what it throws is told to the model. */
export async function runCustomTool(tool: CustomTool, invocation: ToolInvocation): Promise<string> {
  const { turn, callId } = invocation;
  const { signal } = turn.task;
  try {
    return await tool.run(invocation.arguments, { signal, cwd: turn.context.cwd, callId });
  } catch (error) {
    if (signal.aborted) throw new CodexError("interrupted", "the turn was interrupted", { cause: error });
    return `the tool ${tool.name} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
