import type { ContentItem, ResponseItem } from "@codex/protocol";
import { instructionsFor } from "../instructions.js";
import type { ModelClientOptions, Prompt } from "../model-client.js";
import { jsonSchemaFormat } from "../output-format.js";
import { outputText } from "../output-text.js";
import type { ToolSpec } from "../tool-spec.js";

/** The body of a request to the Chat Completions API, as JSON. */
export function chatRequestBody({ model, modelFamily, maxOutputTokens }: ModelClientOptions, prompt: Prompt): string {
  return JSON.stringify({
    model,
    messages: [
      { role: "system", content: instructionsFor(modelFamily, prompt) },
      ...withoutLastWords(chatMessages(prompt.input)),
    ],
    stream: true,
    // Models that reason know only the newer name, most other servers only the older one.
    [modelFamily.supportsReasoningSummaries ? "max_completion_tokens" : "max_tokens"]: maxOutputTokens,
    tools: prompt.tools.flatMap(chatTool),
    response_format:
      prompt.outputSchema === undefined
        ? undefined
        : { type: "json_schema", json_schema: jsonSchemaFormat(prompt.outputSchema) },
  });
}

/** Some servers refuse a request that ends with the model's own words, others go on in the middle of them. */
function withoutLastWords(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const last = messages.at(-1);
  return last?.role === "assistant" && !("tool_calls" in last) ? messages.slice(0, -1) : messages;
}

type ChatMessage =
  | AssistantMessage
  | { readonly role: string; readonly content: unknown }
  | { readonly role: "tool"; readonly tool_call_id: string; readonly content: string };

/** One answer of the model. */
interface AssistantMessage {
  readonly role: "assistant";
  content: unknown;
  reasoning_content?: string;
  tool_calls?: unknown[];
}

/**
 * The history as messages: one for each answer of the model, with its text and all of its calls, followed by the calls' results.
 * Differs from codex-rs: it sends a message per call, which servers refuse unless each is followed by its own result.
 */
function chatMessages(items: readonly ResponseItem[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let answer: { readonly id: string | undefined; readonly message: AssistantMessage; closed: boolean } | undefined;
  let reasoning: { readonly id: string | undefined; readonly text: string } | undefined;
  // A result is a text here; what pictures it has follow the results of the answer as a message of the user.
  let pictures: ContentItem[] = [];
  const showPictures = () => {
    if (pictures.length > 0) messages.push({ role: "user", content: chatContent([PICTURES, ...pictures]) });
    pictures = [];
  };
  for (const item of items) {
    if (item.type === "reasoning") {
      reasoning = { id: answerId(item), text: rawReasoning(item) };
      continue;
    }
    if (!isFromModel(item)) {
      if (item.type === "message") showPictures();
      pictures.push(...picturesOf(item));
      messages.push(...plainMessage(item));
      // Results stand between the calls of one answer; anything else ends it.
      if (answer !== undefined) answer.closed = true;
      if (item.type === "message") [answer, reasoning] = [undefined, undefined];
      continue;
    }
    const id = answerId(item);
    const continues = answer !== undefined && (id === undefined ? !answer.closed : id === answer.id);
    if (answer === undefined || !continues) {
      showPictures();
      answer = { id, message: { role: "assistant", content: null }, closed: false };
      messages.push(answer.message);
    }
    addToAnswer(answer.message, item);
    if (reasoning !== undefined && answer.message.tool_calls !== undefined && reasoning.id === answer.id) {
      // Models that think between their calls want to read it again.
      if (reasoning.text !== "") answer.message.reasoning_content = reasoning.text;
      reasoning = undefined;
    }
  }
  showPictures();
  return messages;
}

const onlyPictures = (item: ResponseItem): string => (picturesOf(item).length > 0 ? "[an image, see below]" : "");

const PICTURES: ContentItem = { type: "input_text", text: "The images of the tool results above:" };

function picturesOf(item: ResponseItem): ContentItem[] {
  if (item.type !== "function_call_output" && item.type !== "custom_tool_call_output") return [];
  return typeof item.output === "string" ? [] : item.output.filter((part) => part.type === "input_image");
}

function isFromModel(item: ResponseItem): boolean {
  return toolCall(item) !== undefined || (item.type === "message" && item.role === "assistant");
}

/** The items of one answer have ids that differ in their last part alone: see `ChatAccumulator`. */
function answerId(item: ResponseItem): string | undefined {
  const id = "id" in item ? item.id : undefined;
  return id?.startsWith("chat_") ? id.slice(0, id.lastIndexOf("_")) : undefined;
}

function addToAnswer(message: AssistantMessage, item: ResponseItem): void {
  const call = toolCall(item);
  if (call !== undefined) {
    message.tool_calls ??= [];
    message.tool_calls.push(call);
  } else if (item.type === "message") {
    const content = chatContent(item.content);
    message.content =
      typeof message.content === "string" && typeof content === "string" ? `${message.content}\n\n${content}` : content;
  }
}

function rawReasoning(item: ResponseItem & { type: "reasoning" }): string {
  return (item.content ?? []).map((part) => ("text" in part ? part.text : "")).join("");
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
      return [{ role: "tool", tool_call_id: item.call_id, content: outputText(item.output) || onlyPictures(item) }];
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
