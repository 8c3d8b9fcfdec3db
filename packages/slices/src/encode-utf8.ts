import { atOnce, inSlices, type SlicedWork } from "./in-slices.js";
import { LONG_TEXT, piecesOf } from "./long-text.js";

/** The bytes of texts, one behind the other, in UTF-8; a promise where they are long. */
export function encodeUtf8(texts: readonly string[]): Buffer | Promise<Buffer> {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  return length < LONG_TEXT ? atOnce(encoded(texts)) : inSlices(encoded(texts));
}

/** Each text goes into the bytes as it is: joined before, long ones would be in memory once more. */
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
