import { isObject } from "../http/sse.js";

/** What a model says and thinks in one piece of an answer. */
export interface ChatContent {
  readonly text: string;
  readonly reasoning: string;
}

/**
 * Reads a `delta`, or a whole `message` where a server does not stream. Content is a text or a list of parts; a refusal is what the
 * model has to say; reasoning goes by several names, and is a text or an object around it.
 */
export function readChatContent(delta: Readonly<Record<string, unknown>>): ChatContent {
  const parts = partsOf(delta["content"]);
  const reasoning = textWithin(delta["reasoning_content"]) || textWithin(delta["reasoning"]);
  return {
    text: parts.text + textWithin(delta["refusal"]),
    reasoning: reasoning + parts.reasoning,
  };
}

function partsOf(content: unknown): ChatContent {
  const parts: unknown[] = Array.isArray(content) ? content : [content];
  let text = "";
  let reasoning = "";
  for (const part of parts) {
    const thinks = isObject(part) && (part["type"] === "thinking" || part["type"] === "reasoning");
    if (thinks) reasoning += textWithin(part["thinking"]) || textWithin(part);
    else text += textWithin(part);
  }
  return { text, reasoning };
}

/** The text in a text, in a list of such, or in an object around one. */
function textWithin(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => textWithin(entry)).join("");
  if (!isObject(value)) return "";
  const inner = value["text"] ?? value["content"] ?? value["refusal"];
  return typeof inner === "string" ? inner : "";
}
