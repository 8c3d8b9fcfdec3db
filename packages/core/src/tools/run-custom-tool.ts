import type { ItemEnd } from "../session/item-handle.js";
import type { ToolInvocation } from "../session/tool-invocation.js";
import type { CustomTool } from "../specs/custom-tool.js";

/** Runs a tool of the embedding program; what it throws is told to the model. */
export async function runCustomTool(tool: CustomTool, invocation: ToolInvocation): Promise<string> {
  const { turn, callId, arguments: text } = invocation;
  using item = turn.running.item("custom-call", { callId, tool: tool.name, arguments: jsonOrText(text) });
  const startedAt = performance.now();
  const outcome = await run(tool, invocation);
  turn.running.throwIfInterrupted();
  item.end({ ...outcome.end, durationMs: performance.now() - startedAt });
  return outcome.text;
}

async function run(
  tool: CustomTool,
  { turn, callId, arguments: text }: ToolInvocation,
): Promise<{ text: string; end: ItemEnd<"custom-call"> }> {
  try {
    const answer = await tool.run(text, { signal: turn.running.signal, cwd: turn.context.cwd, callId });
    return { text: answer, end: { status: "completed", content: [{ type: "text", text: answer }] } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `the tool ${tool.name} failed: ${reason}`, end: { status: "failed", error: reason } };
  }
}

/** Parsed, where it is JSON. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
