import type { Thread } from "@codex/core";
import { parseResponseItem } from "@codex/core";
import { invalidRequest } from "../rpc-errors.js";

type ResponseItem = Thread["history"][number];

/** Items of a model's request, as clients may add them to a history. Throws -32600 for what is none. */
export function responseItemsOf(items: readonly unknown[]): ResponseItem[] {
  return items.map((item, index) => {
    const parsed = parseResponseItem(item);
    if (parsed === undefined || parsed.type === "other")
      throw invalidRequest(`items[${index}] is no item of a model's request`);
    return parsed;
  });
}
