import type { ContentItem, ToolOutput } from "@codex/protocol";
import { errorMessage } from "../error.js";
import { toolImageContent } from "../history/image-content.js";
import { hookTool } from "../hooks/hook-tool.js";
import type { CustomCallContent } from "../items/call-items.js";
import { isJsonObject, jsonOrText } from "../json.js";
import type { ItemEnd } from "../session/item-handle.js";
import { type CustomTool, type CustomToolAnswer, flatName } from "../specs/custom-tool.js";
import type { CallableTool, GivenArguments, ToolAnswer, ToolContext } from "./tool.js";

/** A tool of the embedding program. Errors that it throws are reported to the model. */
export function customTool(tool: CustomTool): CallableTool {
  return {
    // The program parses the arguments itself.
    prepare: async (given) => ({
      ok: true,
      call: {
        runsInParallel: true,
        run: (context) => runCustomTool(tool, textOf(given), context),
        describe: async () => {
          const input = objectOf(given);
          return input && { tool: hookTool(flatName(tool), input), withInput: (changed) => changed };
        },
      },
    }),
  };
}

async function runCustomTool(tool: CustomTool, text: string, context: ToolContext): Promise<ToolAnswer> {
  const { callId, running } = context;
  using item = running.item("custom-call", {
    callId,
    namespace: tool.namespace?.name,
    tool: tool.name,
    arguments: jsonOrText(text),
  });
  const startedAt = performance.now();
  const { output, end } = await outcomeOf(tool, text, context);
  running.throwIfInterrupted();
  item.end({ ...end, durationMs: performance.now() - startedAt });
  return { output };
}

async function outcomeOf(
  tool: CustomTool,
  text: string,
  { callId, cwd, running, modelFamily }: ToolContext,
): Promise<{ output: ToolOutput; end: ItemEnd<"custom-call"> }> {
  try {
    const answer = await tool.run(text, { signal: running.signal, cwd, callId });
    const { content, isError }: CustomToolAnswer =
      typeof answer === "string" ? { content: [{ type: "text", text: answer }] } : answer;
    const output = modelFamily.seesImages !== false ? outputWithImages(content) : readable(content);
    return { output, end: { status: isError === true ? "failed" : "completed", content } };
  } catch (error) {
    const reason = errorMessage(error);
    return { output: `the tool ${tool.name} failed: ${reason}`, end: { status: "failed", error: reason } };
  }
}

/** Plain text, unless there are images. */
function outputWithImages(content: readonly CustomCallContent[]): ToolOutput {
  if (content.every(({ type }) => type === "text")) return readable(content);
  return content.map((part): ContentItem => {
    return part.type === "text" ? { type: "input_text", text: part.text } : toolImageContent(part.url);
  });
}

/** The text for a model that accepts no images. */
function readable(content: readonly CustomCallContent[]): string {
  return content.map((part) => (part.type === "text" ? part.text : "[image]")).join("\n");
}

const textOf = (given: GivenArguments): string => (typeof given === "string" ? given : JSON.stringify(given));

/** An empty text means no arguments. */
function objectOf(given: GivenArguments): Readonly<Record<string, unknown>> | undefined {
  const value = typeof given === "string" ? jsonOrText(given.trim() || "{}") : given;
  return isJsonObject(value) ? { ...value } : undefined;
}
