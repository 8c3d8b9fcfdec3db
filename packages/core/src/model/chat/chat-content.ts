import { isJsonObject } from "../../json.js";
import type { ReasoningField } from "./reasoning-to-return.js";

/** Text and reasoning in one piece of an answer. */
export interface ChatContent {
  readonly text: string;
  readonly reasoning: string;
  /** Set if there is reasoning outside of the content. */
  readonly reasoningField: ReasoningField | undefined;
}

/**
 * Parses a `delta`, or a whole `message` from servers that do not stream. Content is a string or a list of parts; a refusal counts
 * as text; reasoning has several names, and is a string or an object around one.
 */
export function readChatContent(delta: Readonly<Record<string, unknown>>): ChatContent {
  const parts = partsOf(delta["content"]);
  const field = FIELDS.find((name) => textWithin(delta[name]) !== "");
  return {
    text: parts.text + textWithin(delta["refusal"]),
    reasoning: (field === undefined ? "" : textWithin(delta[field])) + parts.reasoning,
    reasoningField: field,
  };
}

/** Servers that send both send the same text. */
const FIELDS: readonly ReasoningField[] = ["reasoning_content", "reasoning"];

function partsOf(content: unknown): Pick<ChatContent, "text" | "reasoning"> {
  const parts: unknown[] = Array.isArray(content) ? content : [content];
  let text = "";
  let reasoning = "";
  for (const part of parts) {
    const thinks = isJsonObject(part) && (part["type"] === "thinking" || part["type"] === "reasoning");
    if (thinks) reasoning += textWithin(part["thinking"]) || textWithin(part);
    else text += textWithin(part);
  }
  return { text, reasoning };
}

/** The text of a string, a list of texts, or an object around one. */
function textWithin(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => textWithin(entry)).join("");
  if (!isJsonObject(value)) return "";
  const inner = value["text"] ?? value["content"] ?? value["refusal"];
  return typeof inner === "string" ? inner : "";
}
