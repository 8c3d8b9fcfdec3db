import type { ResponseItem } from "@codex/protocol";
import type { Item } from "../items/item.js";
import { agentText, reasoningTexts, userContent } from "./derive-item.js";

/** How far back the model item may be that has the texts of an item. */
export const MAX_FROM = 16;

/** The item with the texts of a model item. */
export function withTextsOf(item: Item, source: ResponseItem): Item {
  if (item.kind === "user-message" && source.type === "message") return { ...item, content: userContent(source) };
  if (item.kind === "agent-message" && source.type === "message") return { ...item, text: agentText(source) };
  if (item.kind === "reasoning" && source.type === "reasoning") return { ...item, ...reasoningTexts(source) };
  return item;
}

/** The item without the texts that a model item may have too. */
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
