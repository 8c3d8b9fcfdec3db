import type { ResponseItem } from "@codex/protocol";
import type { Item } from "../items/item.js";
import { agentText, reasoningTexts, userContent } from "./derive-item.js";

/** The largest distance to the model item that contains an item's texts. */
export const MAX_FROM = 16;

/** Adds the texts of a model item to the item. */
export function withTextsOf(item: Item, source: ResponseItem): Item {
  if (item.kind === "user-message" && source.type === "message") return { ...item, content: userContent(source) };
  if (item.kind === "agent-message" && source.type === "message") return { ...item, text: agentText(source) };
  if (item.kind === "reasoning" && source.type === "reasoning") return { ...item, ...reasoningTexts(source) };
  return item;
}

/** Removes the texts that a model item may contain too. */
export function withoutTexts(item: Item): Item {
  switch (item.kind) {
    case "user-message":
      return { ...item, content: [] };
    case "agent-message":
      return { ...item, text: "" };
    case "reasoning":
      return { ...item, summary: [], content: [] };
    default:
      return item;
  }
}
