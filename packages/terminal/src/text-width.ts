/** The columns that text takes on a terminal. It must not contain control characters. */
export function textWidth(text: string): number {
  if (isAscii(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes().segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Cuts the text to a number of columns; `…` replaces the rest. */
export function fitWidth(text: string, columns: number): string {
  if (text.length <= columns && isAscii(text)) return text;
  let width = 0;
  let kept = "";
  for (const { segment } of graphemes().segment(text)) {
    const next = width + graphemeWidth(segment);
    if (next > columns - 1) return textWidth(text) <= columns ? text : `${kept}…`;
    kept += segment;
    width = next;
  }
  return kept;
}

let segmenter: Intl.Segmenter | undefined;

/** Created when first needed: many runs measure nothing. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter;
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function graphemeWidth(grapheme: string): number {
  if (/^\p{M}/u.test(grapheme)) return 0;
  return /\p{Emoji_Presentation}|\ufe0f/u.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

/** East Asian scripts and full-width forms. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
