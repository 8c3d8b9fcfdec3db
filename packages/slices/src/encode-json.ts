import { inSlices, type SlicedWork } from "./in-slices.js";
import { LONG_TEXT, PIECE, piecesOf } from "./long-text.js";
import { wellFormedJson, wellFormedText } from "./well-formed-json.js";

/**
 * Like `JSON.stringify`, for a value that has a JSON form, with U+FFFD for halves of surrogate pairs. Returns a promise if the result is
 * long; the value must not change until that settles. Throws as `JSON.stringify` does.
 */
export function encodeJson(value: unknown): string | Promise<string> {
  return sizeOf(value, LONG_TEXT) < LONG_TEXT ? (wellFormedJson(value) ?? "null") : inSlices(encoded(value));
}

/** The result so far. */
interface Output {
  readonly pieces: string[];
  /** The encoding of long texts: a command's output occurs twice in a message, and is encoded once. */
  readonly texts: Map<string, readonly string[]>;
}

function* encoded(value: unknown): SlicedWork<string> {
  const output: Output = { pieces: [], texts: new Map() };
  yield* encodeInto(output, value, "");
  yield;
  return output.pieces.join("");
}

/** Adds the JSON of a value; adds nothing and returns false if it has none. */
function* encodeInto(output: Output, given: unknown, key: string): SlicedWork<boolean> {
  const value = hasToJson(given) ? given.toJSON(key) : given;
  if (typeof value === "string" && value.length > PIECE) {
    yield* encodeText(output, value);
    return true;
  }
  if (typeof value !== "object" || value === null || sizeOf(value, LONG_TEXT) < LONG_TEXT) {
    yield;
    const text = wellFormedJson(value);
    if (text !== undefined) output.pieces.push(text);
    return text !== undefined;
  }
  if (Array.isArray(value)) yield* encodeList(output, value);
  else yield* encodeObject(output, value);
  return true;
}

function* encodeText({ pieces, texts }: Output, text: string): SlicedWork<void> {
  const made = texts.get(text) ?? (yield* encodePieces(text));
  texts.set(text, made);
  pieces.push('"', ...made, '"');
}

function* encodePieces(text: string): SlicedWork<readonly string[]> {
  const made: string[] = [];
  for (const piece of piecesOf(text)) {
    made.push(wellFormedText(piece).slice(1, -1));
    yield;
  }
  return made;
}

function* encodeList(output: Output, list: readonly unknown[]): SlicedWork<void> {
  const { pieces } = output;
  for (let at = 0; at < list.length; ) {
    pieces.push(at === 0 ? "[" : ",");
    const end = endOfShort(list, at);
    if (end > at) pieces.push((wellFormedJson(list.slice(at, end)) ?? "[]").slice(1, -1));
    else if (!(yield* encodeInto(output, list[at], `${at}`))) pieces.push("null");
    at = Math.max(end, at + 1);
    yield;
  }
  pieces.push("]");
}

/** The end of the elements from a position on that are short together. */
function endOfShort(list: readonly unknown[], from: number): number {
  let size = 0;
  let end = from;
  for (; end < list.length; end++) {
    size += sizeOf(list[end], PIECE);
    if (size >= PIECE) break;
  }
  return end;
}

function* encodeObject(output: Output, object: object): SlicedWork<void> {
  const { pieces } = output;
  let before = "{";
  for (const [key, value] of Object.entries(object)) {
    pieces.push(`${before}${wellFormedText(key)}:`);
    if (yield* encodeInto(output, value, key)) before = ",";
    else pieces.pop();
  }
  pieces.push(before === "{" ? "{}" : "}");
}

function hasToJson(value: unknown): value is { toJSON(key: string): unknown } {
  return typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function";
}

/** The assumed length of a value that is not a text, in characters. */
const NODE = 8;
const NUMBER = 4;
/** Deeper values are not examined, so neither are endless ones. */
const MAX_DEPTH = 100;

/** The approximate length of the JSON; stops counting at `limit`. Every message is measured, so this must be fast. */
function sizeOf(value: unknown, limit: number, depth = 0): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || depth === MAX_DEPTH) return NODE;
  return Array.isArray(value) ? sizeOfList(value, limit, depth) : sizeOfObject(value, limit, depth);
}

function sizeOfList(list: readonly unknown[], limit: number, depth: number): number {
  let size = NODE;
  // By index: until the code is optimized, an iterator creates an object for each element.
  for (let at = 0; at < list.length; at++) {
    const element = list[at];
    // In one wire format, bytes are lists of numbers.
    if (typeof element === "number") size += NUMBER;
    else size += sizeOf(element, limit - size, depth + 1);
    if (size >= limit) break;
  }
  return size;
}

function sizeOfObject(object: object, limit: number, depth: number): number {
  let size = NODE;
  for (const key in object) {
    const value = (object as Readonly<Record<string, unknown>>)[key];
    size += NODE + (typeof value === "string" ? value.length : sizeOf(value, limit - size, depth + 1));
    if (size >= limit) break;
  }
  return size;
}
