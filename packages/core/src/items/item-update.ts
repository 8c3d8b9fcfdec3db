import type { CommandOutput } from "./call-items.js";
import type { Item } from "./item.js";

/** A change to an item between its start and its end. */
export type ItemUpdate =
  /** More text of a message, a reasoning summary or a review. */
  | { readonly type: "text"; readonly delta: string }
  /** A new section of a reasoning summary begins. */
  | { readonly type: "section" }
  /** More text of the raw reasoning. */
  | { readonly type: "raw-text"; readonly delta: string }
  /** More output. `bytes` are unchanged and may end within a character; `text` has only whole characters. */
  | {
      readonly type: "output";
      readonly stream: "stdout" | "stderr";
      readonly bytes: Uint8Array;
      readonly text: string;
    }
  /** A proposed item was approved and is now running. */
  | { readonly type: "running" }
  /** The current state of the item: the steps of a plan, the progress of a call. */
  | { readonly type: "changed"; readonly item: Item };

/** Applies an update to an item. An update that does not fit the item's kind changes nothing. */
export function applyUpdate<Any extends Item>(item: Any, update: ItemUpdate): Any;
export function applyUpdate(item: Item, update: ItemUpdate): Item {
  switch (update.type) {
    case "text":
      return withText(item, update.delta);
    case "section":
      return item.kind === "reasoning" ? { ...item, summary: [...item.summary, ""] } : item;
    case "raw-text":
      return item.kind === "reasoning" ? { ...item, content: appended(item.content, update.delta) } : item;
    case "output":
      if (item.kind !== "command" && item.kind !== "terminal-input") return item;
      return { ...item, output: withOutput(item.output, update) };
    case "running":
      return { ...item, status: "running" };
    case "changed":
      return update.item.kind === item.kind ? update.item : item;
    default:
      return update satisfies never;
  }
}

function withText(item: Item, delta: string): Item {
  switch (item.kind) {
    case "agent-message":
    case "proposed-plan":
      return { ...item, text: item.text + delta };
    case "reasoning":
      return { ...item, summary: appended(item.summary, delta) };
    case "review":
      return { ...item, text: (item.text ?? "") + delta };
    default:
      return item;
  }
}

/** Appends `delta` to the last part. */
function appended(parts: readonly string[], delta: string): readonly string[] {
  return [...parts.slice(0, -1), (parts.at(-1) ?? "") + delta];
}

function withOutput(output: CommandOutput, { stream, text }: ItemUpdate & { type: "output" }): CommandOutput {
  const aggregated = output.aggregated + text;
  return { ...output, [stream]: output[stream] + text, aggregated, formatted: aggregated };
}
