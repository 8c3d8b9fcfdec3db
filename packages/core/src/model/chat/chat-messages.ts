import type { ContentItem, ResponseItem } from "@codex/protocol";
import type { JsonObject } from "../../json.js";
import { outputText } from "../output-text.js";
import { withoutReasoning } from "./reasoning-to-return.js";

export type ChatMessage =
  | AssistantMessage
  | { readonly role: string; readonly content: unknown }
  | { readonly role: "tool"; readonly tool_call_id: string; readonly content: string };

/** One answer of the model. */
interface AssistantMessage {
  readonly role: "assistant";
  content: unknown;
  reasoning_content?: string;
  reasoning?: string;
  reasoning_details?: readonly JsonObject[];
  tool_calls?: unknown[];
}

/**
 * Groups a transcript into messages: an answer of the model, with the reasoning before it and its calls' results after it, or
 * another party's message.
 */
export function messageGroups(items: readonly ResponseItem[]): readonly ResponseItem[][] {
  const groups: ResponseItem[][] = [];
  let thoughts: ResponseItem[] = [];
  let answer: { readonly id: string | undefined; closed: boolean } | undefined;
  for (const item of items) {
    const group = groups.at(-1);
    // This wire cannot express another wire's server-side searches and images.
    if (item.type === "web_search_call" || item.type === "image_generation_call") continue;
    if (item.type === "reasoning") thoughts.push(item);
    else if (isFromModel(item)) {
      const id = answerId(item);
      const continues = answer !== undefined && (id === undefined ? !answer.closed : id === answer.id);
      if (group !== undefined && continues) group.push(...thoughts, item);
      else {
        groups.push([...thoughts, item]);
        answer = { id, closed: false };
      }
      thoughts = [];
    } else if (group === undefined || item.type === "message") {
      groups.push([item]);
      answer = undefined;
      if (item.type === "message") thoughts = [];
    } else {
      group.push(item);
      // Results may come between the calls of one answer; anything else ends it.
      if (answer !== undefined) answer.closed = true;
    }
  }
  return groups;
}

/** Whether the group is an answer without calls. */
export function isWords(group: readonly ResponseItem[]): boolean {
  const [message, ...others] = chatMessages(group);
  return message?.role === "assistant" && !("tool_calls" in message) && others.length === 0;
}

/**
 * The messages of a group: an answer is one message with its text and all of its calls, followed by the calls' results. Differs
 * from codex-rs, which sends a message per call; servers reject that unless each is followed by its own result.
 */
export function chatMessages(group: readonly ResponseItem[]): readonly ChatMessage[] {
  const spoken = group.filter((item) => item.type === "reasoning" || isFromModel(item));
  const answer = answerOf(spoken);
  // A result can only be text here; its images follow the answer's results in a user message.
  const pictures = group.flatMap(picturesOf);
  return [
    ...(answer === undefined ? [] : [answer]),
    ...group.flatMap((item) => (isFromModel(item) ? [] : plainMessage(item))),
    ...(pictures.length === 0 ? [] : [{ role: "user", content: chatContent([PICTURES, ...pictures]) }]),
  ];
}

/** One message with all reasoning, text and calls of an answer. */
function answerOf(spoken: readonly ResponseItem[]): AssistantMessage | undefined {
  const first = spoken.find(isFromModel);
  if (first === undefined) return undefined;
  const message: AssistantMessage = { role: "assistant", content: null };
  let reasoning: (ResponseItem & { type: "reasoning" }) | undefined;
  for (const item of spoken) {
    if (item.type === "reasoning") {
      reasoning = item;
      continue;
    }
    addToAnswer(message, item);
    const { field, details } = withoutReasoning("extra_content" in item ? item.extra_content : undefined).reasoning;
    if (details.length > 0) message.reasoning_details = details;
    if (reasoning === undefined || message.tool_calls === undefined || answerId(reasoning) !== answerId(first))
      continue;
    // Models that reason between calls need their reasoning back.
    const text = rawReasoning(reasoning);
    if (text !== "") message[field] = text;
    reasoning = undefined;
  }
  return message;
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

/** The ids of one answer's items differ only in their last part: see `ChatAccumulator`. */
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
      return {
        id: item.call_id,
        type: "function",
        function: { name: item.name, arguments: item.arguments },
        extra_content: withoutReasoning(item.extra_content).extra,
      };
    case "local_shell_call":
      return { id: item.id ?? item.call_id ?? "", type: "local_shell_call", status: item.status, action: item.action };
    case "custom_tool_call":
      // Differs from codex-rs, which identifies the call by the item's id, to which the result does not refer.
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

/** Text alone is sent as a string. Differs from codex-rs, which drops images. */
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
