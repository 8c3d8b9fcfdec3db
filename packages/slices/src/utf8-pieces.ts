import { inSlices, type SlicedWork } from "./in-slices.js";
import { LONG, piecesOf } from "./long-text.js";

/** The bytes of a text in UTF-8, in order; at once where it is short. */
export function utf8Pieces(text: string): readonly Buffer[] | Promise<readonly Buffer[]> {
  return text.length < LONG ? [Buffer.from(text)] : inSlices(encoded(text));
}

function* encoded(text: string): SlicedWork<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  for (const piece of piecesOf(text)) {
    pieces.push(Buffer.from(piece));
    yield;
  }
  return pieces;
}
