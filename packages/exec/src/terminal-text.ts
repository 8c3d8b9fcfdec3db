/**
 * Makes text of a model, a tool or a file safe to print: control characters, escape sequences and invisible or
 * direction-changing characters become visible `\u{…}` escapes. Line ends and tabs stay.
 */
export function terminalText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same for text that must stay on one line. */
export function terminalLine(text: string): string {
  return terminalText(text).replaceAll("\n", "\\n").replaceAll("\t", " ");
}

/** C0 (but tab and newline), DEL, C1, bidirectional controls, zero-width characters, line separators, tags. */
const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
