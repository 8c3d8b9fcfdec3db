import { randomUUID } from "node:crypto";
import type { ResponseItem } from "@codex/protocol";

/**
 * Ensures that every call of one answer has a unique id. A call that is sent twice is one call; two different calls that share an
 * id, or have none, are two.
 */
export class UniqueCalls {
  readonly #contents = new Map<string, readonly string[]>();

  /** The item, with another id if its own is taken; `undefined` for a repetition. */
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

/** Arguments can be megabytes, so they are compared without copying. */
function isEqual(known: readonly string[] | undefined, content: readonly string[]): boolean {
  return known !== undefined && content.every((part, index) => part === known[index]);
}
