import type { ResponseItem } from "@codex/protocol";

/** What was sent last of a transcript, as JSON without its brackets. */
interface Encoded {
  readonly items: readonly ResponseItem[];
  readonly text: string;
  /** By item: where its JSON ends in `text`. */
  readonly ends: readonly number[];
}

/** By the first item of the transcript. */
const latest = new WeakMap<ResponseItem, Encoded>();

/**
 * Transcript items as JSON, with commas between them. Each request repeats what the one before has sent, which may be megabytes: only
 * what is new is encoded. `toWire` gives what stands for an item, and the same for the same item.
 */
export function encodedInput(items: readonly ResponseItem[], toWire: (item: ResponseItem) => ResponseItem[]): string {
  const [first] = items;
  if (first === undefined) return "";
  const known = latest.get(first);
  const count = known === undefined ? 0 : countOfSame(known.items, items);
  const ends = known?.ends.slice(0, count) ?? [];
  const pieces = [known?.text.slice(0, ends.at(-1) ?? 0) ?? ""];
  let length = pieces[0]?.length ?? 0;
  for (const item of items.slice(count)) {
    for (const sent of toWire(item)) {
      const piece = `${length === 0 ? "" : ","}${JSON.stringify(sent)}`;
      pieces.push(piece);
      length += piece.length;
    }
    ends.push(length);
  }
  const text = pieces.join("");
  latest.set(first, { items, text, ends });
  return text;
}

/** How many items both lists begin with. */
function countOfSame(before: readonly ResponseItem[], items: readonly ResponseItem[]): number {
  const other = items.findIndex((item, index) => !isSame(item, before[index]));
  return other === -1 ? items.length : other;
}

function isSame(item: ResponseItem, other: ResponseItem | undefined): boolean {
  if (item === other) return true;
  // The output that stands for a missing one is made anew for each request.
  if (item.type !== "function_call_output" && item.type !== "custom_tool_call_output") return false;
  return other?.type === item.type && other.call_id === item.call_id && other.output === item.output;
}
