import type { CustomCallContent } from "../items/call-items.js";
import type { ItemEnd } from "../session/item-handle.js";
import type { ToolInvocation } from "../session/tool-invocation.js";
import type { CustomTool, CustomToolAnswer } from "../specs/custom-tool.js";

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
    const { content, isError }: CustomToolAnswer =
      typeof answer === "string" ? { content: [textContent(answer)] } : answer;
    return { text: textOf(content), end: { status: isError === true ? "failed" : "completed", content } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `the tool ${tool.name} failed: ${reason}`, end: { status: "failed", error: reason } };
  }
}

const textContent = (text: string): CustomCallContent => ({ type: "text", text });

/** What the model reads: pictures are for the user alone. */
function textOf(content: readonly CustomCallContent[]): string {
  return content.map((part) => (part.type === "text" ? part.text : "[image]")).join("\n");
}

/** Parsed, where it is JSON. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
