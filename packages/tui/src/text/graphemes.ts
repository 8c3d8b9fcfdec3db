/** What people see as one character: a letter with its accents, an emoji family, a flag. */
export function graphemesOf(text: string): readonly string[] {
  if (isAscii(text)) return text.split("");
  return Array.from(segmenter().segment(text), ({ segment }) => segment);
}

/** The columns of a grapheme on a terminal that draws graphemes as units. */
export function graphemeWidth(grapheme: string): number {
  const code = grapheme.charCodeAt(0);
  if (code < 0x7f && grapheme.length === 1) return code < 0x20 ? 0 : 1;
  const known = widths.get(grapheme);
  if (known !== undefined) return known;
  const width = measure(grapheme);
  if (widths.size < MAX_CACHED) widths.set(grapheme, width);
  return width;
}

/** Whether all terminals agree on the width: some count the parts of emoji families, flags and accents separately. */
export function hasCertainWidth(text: string): boolean {
  return isAscii(text) || !UNCERTAIN.test(text);
}

export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

const NOT_ASCII = /[^\x00-\x7f]/;
const MAX_CACHED = 4_096;
const widths = new Map<string, number>();

/** Marks and selectors, joiners, skin tones, flags, parts of Hangul syllables. */
const UNCERTAIN = /\p{M}|\p{Cf}|\p{Emoji_Modifier}|\p{RI}|[\u200c\u200d]|[\u1160-\u11ff\ud7b0-\ud7ff]/u;

const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

function measure(grapheme: string): number {
  if (/^[\p{M}\p{Cf}]/u.test(grapheme)) return 0;
  return /^\p{Emoji_Presentation}|\ufe0f|\p{RI}\p{RI}/u.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

let shared: Intl.Segmenter | undefined;

/** Created when first needed, since most text is ASCII. */
function segmenter(): Intl.Segmenter {
  shared ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return shared;
}
