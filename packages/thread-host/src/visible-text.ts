/** Most text is of ASCII alone. For the two below V8 reads Unicode's tables as soon as they are made: a millisecond, 0.3 MiB. */
const ASCII = /^[\n -~]*$/;
const LONG_ASCII_GAP = /[ \n]{17,}/g;

const NEW_LINE = "\\u{a}";

/**
 * What could hide a part of a question from its reader: control characters (which a terminal obeys), invisible characters, characters
 * that change the direction of text, and long runs of spaces and other blanks. Emoji need selectors, and follow no other character of
 * Latin than these.
 */
const invisible = () =>
  /(?!\n)[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]--[\ufe0e\ufe0f]]|(?<![[^\u0000-\u00ff]0-9#*©®])[\ufe0e\ufe0f]/gv;
const longGap = () => /[\p{Zs}\n\u2800]{17,}/gu;

/** Makes a text of a model or a repository fully visible, so that a person can judge it. */
export function visibleText(text: string): string {
  if (ASCII.test(text)) return text.replace(LONG_ASCII_GAP, describeGap);
  return text
    .replace(invisible(), (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(longGap(), describeGap);
}

/** The same on one line: a line end in a name must not make the rest look like a line of ours. */
export function visibleLine(text: string): string {
  return visibleText(text.replaceAll("\n", NEW_LINE));
}

function describeGap(gap: string): string {
  return ` \\u{20}×${gap.length} `;
}

/** The beginning of a text, on one line, for a progress message. */
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

/** Text as inline code, as in Markdown: no backtick in the text ends it early. */
export function inlineCode(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
  const marks = "`".repeat(longest + 1);
  const gap = /^`|`$/.test(text) ? " " : "";
  return `${marks}${gap}${text}${gap}${marks}`;
}
