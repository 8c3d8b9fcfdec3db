/** How many characters are handled in one step, in a fraction of a millisecond. */
export const PIECE = 64 * 1024;

/** In characters. Shorter texts take a few milliseconds at most and are handled at once. */
export const LONG_TEXT = 1024 * 1024;

/** Cuts a text into pieces, never between the halves of a surrogate pair. */
export function* piecesOf(text: string): Generator<string, void> {
  for (let at = 0; at < text.length; ) {
    const end = at + PIECE;
    const isPair = end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
    yield text.slice(at, isPair ? end - 1 : end);
    at = isPair ? end - 1 : end;
  }
}
