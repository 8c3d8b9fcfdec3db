import { atOnce, inSlices, type SlicedWork } from "./in-slices.js";
import { LONG_TEXT, piecesOf } from "./long-text.js";

/** Encodes texts as UTF-8, one after the other; returns a promise if they are long. */
export function encodeUtf8(texts: readonly string[]): Buffer | Promise<Buffer> {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  return length < LONG_TEXT ? atOnce(encoded(texts)) : inSlices(encoded(texts));
}

/** Each text is encoded separately: joining long ones first would copy them once more. */
function* encoded(texts: readonly string[]): SlicedWork<Buffer> {
  let length = 0;
  for (const text of texts) {
    for (const piece of piecesOf(text)) {
      length += Buffer.byteLength(piece);
      yield;
    }
  }
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const text of texts) {
    for (const piece of piecesOf(text)) {
      at += bytes.write(piece, at);
      yield;
    }
  }
  return bytes;
}
