/** In characters: what is dealt with in one step, in a fraction of a millisecond. */
export const PIECE = 64 * 1024;

/** In characters. What is shorter takes a few milliseconds, and is done at once. */
export const LONG_TEXT = 1024 * 1024;

/** A text in pieces, none of which ends between the halves of a surrogate pair. */
export function* piecesOf(text: string): Generator<string, void> {
  for (let at = 0; at < text.length; ) {
    const end = at + PIECE;
    const isPair = end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
    yield text.slice(at, isPair ? end - 1 : end);
    at = isPair ? end - 1 : end;
  }
}
