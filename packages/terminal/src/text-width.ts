/** Columns that text takes on a terminal; it must be free of control characters. */
export function textWidth(text: string): number {
  if (isAscii(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes().segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The text, cut to so many columns; `…` stands for what was cut. */
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

/** Made when it is first needed: many runs have nothing to measure. */
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
