import type { ResponseItem } from "@codex/protocol";
import type { Item } from "../items/item.js";
import type { TurnInfo } from "../items/turn.js";
import { lastAssistantMessage } from "../model/last-message.js";
import { agentText, reasoningTexts, userContent } from "./derive-item.js";
import { isSameJson } from "./is-same-json.js";

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

/** How far back the model item with this item's text is; undefined if none of the latest has it. */
export function distanceOfTexts(item: Item, before: readonly ResponseItem[]): number | undefined {
  const bare = withoutTexts(item);
  return distanceOf(before, (source) => isSameJson(withTextsOf(bare, source), item));
}

export function distanceOfFinalMessage(
  { finalMessage }: TurnInfo,
  before: readonly ResponseItem[],
): number | undefined {
  if (finalMessage === undefined) return undefined;
  return distanceOf(before, (source) => lastAssistantMessage([source]) === finalMessage);
}

function distanceOf(before: readonly ResponseItem[], isSource: (item: ResponseItem) => boolean): number | undefined {
  const index = before.slice(-MAX_FROM).reverse().findIndex(isSource);
  return index === -1 ? undefined : index + 1;
}
