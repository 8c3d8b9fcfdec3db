import { randomUUID } from "node:crypto";
import type { ResponseItem } from "@codex/protocol";

/**
 * Sees to it that every call of one answer has an id of its own. A call that is sent twice is one call; two calls that differ but
 * share an id, or have none, are two.
 */
export class UniqueCalls {
  readonly #contents = new Map<string, readonly string[]>();

  /** The item, with another id where its own is taken; `undefined` for a repetition. */
  settle(item: ResponseItem): ResponseItem | undefined {
    if (item.type !== "function_call" && item.type !== "custom_tool_call") return item;
    const content = [item.type, item.name, item.type === "function_call" ? item.arguments : item.input];
    const known = this.#contents.get(item.call_id);
    if (item.call_id !== "" && isEqual(known, content)) return undefined;
    const settled = item.call_id === "" || known !== undefined ? { ...item, call_id: `call_${randomUUID()}` } : item;
    this.#contents.set(settled.call_id, content);
    return settled;
  }
}

/** Arguments may have megabytes: they are compared as they are. */
function isEqual(known: readonly string[] | undefined, content: readonly string[]): boolean {
  return known !== undefined && content.every((part, index) => part === known[index]);
}
