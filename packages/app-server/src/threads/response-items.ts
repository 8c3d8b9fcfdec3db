import type { Thread } from "@codex/core";
import { parseResponseItem } from "@codex/core";
import { invalidRequest } from "../rpc-errors.js";

type ResponseItem = Thread["history"][number];

/**
 * Parses Responses API items that a client adds to a history; unknown kinds are skipped. Throws -32600 for anything that is not an item.
 */
export function responseItemsOf(items: readonly unknown[]): ResponseItem[] {
  if (items.length === 0) throw invalidRequest("items must not be empty");
  return items.flatMap((item, index) => {
    const parsed = parseResponseItem(item);
    if (parsed === undefined) throw invalidRequest(`items[${index}] is not an item of a model's request`);
    return parsed.type === "other" ? [] : [parsed];
  });
}

/** The text of the first user message, or an empty string. */
export function firstWords(items: readonly ResponseItem[]): string {
  for (const item of items) {
    if (item.type !== "message" || item.role !== "user") continue;
    const text = item.content.flatMap((part) => (part.type === "input_text" ? [part.text] : [])).join("\n");
    if (text !== "") return text;
  }
  return "";
}
