import type { ResponseItem } from "@codex/protocol";
import { breathe, encodeJson, LONG_TEXT } from "@codex/slices";

/** What is encoded separately: an item, or items that form one message. */
type Unit = ResponseItem | readonly ResponseItem[];

/** The latest encoding of a transcript, without the brackets. */
interface Encoded {
  readonly units: readonly Unit[];
  readonly text: string;
  /** Where each unit's JSON ends in `text`. */
  readonly ends: readonly number[];
}

/** By the transcript's first item. */
const latest = new WeakMap<ResponseItem, Encoded>();

/**
 * A transcript as comma-separated JSON. Each request repeats the previous one's content, which may be megabytes, so only new units
 * are encoded. `toWire` must return the same for the same unit.
 */
export async function encodedInput<Of extends Unit>(
  units: readonly Of[],
  toWire: (unit: Of) => readonly unknown[],
): Promise<string> {
  const [first] = units[0] === undefined ? [] : itemsOf(units[0]);
  if (first === undefined) return "";
  const known = latest.get(first);
  const count = known === undefined ? 0 : countOfSame(known.units, units);
  const ends = known?.ends.slice(0, count) ?? [];
  const pieces = [known?.text.slice(0, ends.at(-1) ?? 0) ?? ""];
  let length = pieces[0]?.length ?? 0;
  for (const unit of units.slice(count)) {
    for (const sent of toWire(unit)) {
      const json = encodeJson(sent);
      const piece = `${length === 0 ? "" : ","}${typeof json === "string" ? json : await json}`;
      pieces.push(piece);
      length += piece.length;
    }
    ends.push(length);
  }
  if (length >= LONG_TEXT) await breathe();
  const text = pieces.join("");
  latest.set(first, { units, text, ends });
  return text;
}

/** The length of the common prefix. */
function countOfSame(before: readonly Unit[], units: readonly Unit[]): number {
  const other = units.findIndex((unit, index) => !isSameUnit(unit, before[index]));
  return other === -1 ? units.length : other;
}

function isSameUnit(unit: Unit, other: Unit | undefined): boolean {
  if (unit === other) return true;
  if (other === undefined || isGroup(unit) !== isGroup(other)) return false;
  const [items, others] = [itemsOf(unit), itemsOf(other)];
  return items.length === others.length && items.every((item, index) => isSame(item, others[index]));
}

const isGroup = (unit: Unit): unit is readonly ResponseItem[] => Array.isArray(unit);

const itemsOf = (unit: Unit): readonly ResponseItem[] => (isGroup(unit) ? unit : [unit]);

function isSame(item: ResponseItem, other: ResponseItem | undefined): boolean {
  if (item === other) return true;
  // The substitute for a missing output is a new object in each request.
  if (item.type !== "function_call_output" && item.type !== "custom_tool_call_output") return false;
  return other?.type === item.type && other.call_id === item.call_id && other.output === item.output;
}
