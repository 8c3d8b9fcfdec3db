import type { ContentItem, ResponseItem } from "@codex/protocol";
import { instructionsFor } from "../instructions.js";
import type { ModelClientOptions, Prompt } from "../model-client.js";
import { jsonSchemaFormat } from "../output-format.js";
import type { ToolSpec } from "../tool-spec.js";

/** The body of a request to the Chat Completions API, as JSON. */
export function chatRequestBody({ model, modelFamily }: ModelClientOptions, prompt: Prompt): string {
  return JSON.stringify({
    model,
    messages: [{ role: "system", content: instructionsFor(modelFamily, prompt) }, ...chatMessages(prompt.input)],
    stream: true,
    tools: prompt.tools.flatMap(chatTool),
    response_format:
      prompt.outputSchema === undefined
        ? undefined
        : { type: "json_schema", json_schema: jsonSchemaFormat(prompt.outputSchema) },
  });
}

type ChatMessage =
  | { readonly role: string; readonly content: unknown }
  | { readonly role: "assistant"; readonly content: null; readonly tool_calls: unknown[] }
  | { readonly role: "tool"; readonly tool_call_id: string; readonly content: string };

/**
 * The history as messages. Calls that follow each other are one message.
 * Differs from codex-rs: it sends a message per call, which servers refuse unless each is followed by its own result.
 */
function chatMessages(items: readonly ResponseItem[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const item of items) {
    const call = toolCall(item);
    const last = messages.at(-1);
    if (call === undefined) messages.push(...plainMessage(item));
    else if (last !== undefined && "tool_calls" in last) last.tool_calls.push(call);
    else messages.push({ role: "assistant", content: null, tool_calls: [call] });
  }
  return messages;
}

function toolCall(item: ResponseItem): unknown {
  switch (item.type) {
    case "function_call":
      return { id: item.call_id, type: "function", function: { name: item.name, arguments: item.arguments } };
    case "local_shell_call":
      return { id: item.id ?? item.call_id ?? "", type: "local_shell_call", status: item.status, action: item.action };
    case "custom_tool_call":
      // Differs from codex-rs: it names the call by the item's id, which the result does not name.
      return { id: item.call_id, type: "custom", custom: { name: item.name, input: item.input } };
    default:
      return undefined;
  }
}

function plainMessage(item: ResponseItem): ChatMessage[] {
  switch (item.type) {
    case "message":
      return [{ role: item.role, content: chatContent(item.content) }];
    case "function_call_output":
    case "custom_tool_call_output":
      return [{ role: "tool", tool_call_id: item.call_id, content: item.output }];
    default:
      return [];
  }
}

/** Text alone is a string. Differs from codex-rs: it leaves images out. */
function chatContent(content: readonly ContentItem[]): unknown {
  if (!content.some((part) => part.type === "input_image")) {
    return content.map((part) => (part.type === "input_image" ? "" : part.text)).join("");
  }
  return content.map((part) =>
    part.type === "input_image"
      ? { type: "image_url", image_url: { url: part.image_url } }
      : { type: "text", text: part.text },
  );
}

/** This API knows functions only. */
function chatTool(tool: ToolSpec): unknown[] {
  if (tool.type !== "function") return [];
  const { type, ...definition } = tool;
  return [{ type, function: definition }];
}
