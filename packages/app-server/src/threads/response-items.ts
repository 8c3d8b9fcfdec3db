import type { Thread } from "@codex/core";
import { parseResponseItem } from "@codex/core";
import { invalidRequest } from "../rpc-errors.js";

type ResponseItem = Thread["history"][number];

/**
 * Items of a model's request, as clients may add them to a history; a kind that we do not know is passed over. Throws -32600 for
 * what is no item.
 */
export function responseItemsOf(items: readonly unknown[]): ResponseItem[] {
  if (items.length === 0) throw invalidRequest("items must not be empty");
  return items.flatMap((item, index) => {
    const parsed = parseResponseItem(item);
    if (parsed === undefined) throw invalidRequest(`items[${index}] is no item of a model's request`);
    return parsed.type === "other" ? [] : [parsed];
  });
}

/** What the user said first, as far as the items tell. */
export function firstWords(items: readonly ResponseItem[]): string {
  for (const item of items) {
    if (item.type !== "message" || item.role !== "user") continue;
    const text = item.content.flatMap((part) => (part.type === "input_text" ? [part.text] : [])).join("\n");
    if (text !== "") return text;
  }
  return "";
}
