/**
 * What could hide a part of a question from whoever reads it: control characters (a terminal obeys them), characters
 * without a shape or that turn the direction of text around, and long runs of blanks.
 */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;
const LONG_GAP = /[\p{Zs}\n]{17,}/gu;

/** Text of a model or a repository as a person can judge it: nothing of it is invisible or out of sight. */
export function visibleText(text: string): string {
  return text
    .replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(LONG_GAP, (gap) => ` \\u{20}×${gap.length} `);
}

/** The beginning of a text on one line, for a progress message. */
export function shortText(text: string, maxLength = 80): string {
  const line = visibleText(
    text
      .slice(0, maxLength * 4)
      .replace(/\s+/g, " ")
      .trim(),
  );
  return line.length > maxLength ? `${line.slice(0, maxLength - 1).toWellFormed()}…` : line;
}

/** A command as it could be typed into a shell. */
export function commandText(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
