/**
 * Makes text of a model, a tool or a file safe to print: control characters, escape sequences and invisible or
 * direction-changing characters become visible `\u{…}` escapes. Line ends and tabs stay.
 */
export function terminalText(text: string): string {
  const lines = text.replaceAll("\r\n", "\n");
  return PLAIN.test(lines) ? lines : lines.replace(unsafe(), escaped);
}

/** The same for text that must stay on one line: a file name, a branch, a title. */
export function terminalLine(text: string): string {
  return terminalText(text).replaceAll("\n", "\\n").replaceAll("\t", " ");
}

/** A name on one line: besides the above, nothing in it can make it look like another name. */
export function terminalName(name: string): string {
  return withoutDeceit(terminalLine(name));
}

/**
 * What somebody is to judge before it runs: besides the above, joiners, unusual spaces and long runs of spaces are made
 * visible, so that nothing of it can hide behind what looks like its end.
 */
export function terminalCommand(command: string): string {
  return withoutDeceit(terminalText(command))
    .replace(/ {8,}/g, (spaces) => ` ⟨${spaces.length} spaces⟩ `)
    .replace(/\n{4,}/g, (lines) => `\n⟨${lines.length - 1} empty lines⟩\n`)
    .replaceAll("\t", "\\t");
}

/** What a program printed: its colours go, a line that it drew over and over becomes lines, all else as above. */
export function terminalOutput(output: string): string {
  return terminalText(asPrinted(output));
}

/** What a program printed, without its colours, and with all its lines as lines; not safe to print yet. */
export function asPrinted(output: string): string {
  return output.replace(COLOURS, "").replace(/\r+\n?/g, "\n");
}

function withoutDeceit(text: string): string {
  return PLAIN.test(text) ? text : text.replace(deceiving(), escaped);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * All that shows itself. Most text is of nothing else, and needs none of the following, for which V8 reads Unicode's tables as soon
 * as they are made: 2 ms, 0.3 MiB.
 */
const PLAIN = /^[\t\n -~]*$/;

/**
 * Control characters but tab and newline, format characters and what has no width, line separators. Joiners stay where
 * a language or an emoji needs them, after something that is not Latin; so do the selectors of emoji.
 */
const unsafe = () =>
  /[\p{Cc}--[\t\n]]|[[\p{Cf}\p{Default_Ignorable_Code_Point}]--[\u200c\u200d\ufe0e\ufe0f]]|[\u2028\u2029]|(?<![^\u0000-\u00ff])[\u200c\u200d]/gv;

/** Spaces that are not the space, the blank of Braille, and the joiners that `unsafe` lets pass. */
const deceiving = () => /[\p{Zs}--[ ]]|[\u2800\u200c\u200d\ufe0e\ufe0f]/gv;

/** Escape sequences that only choose colours and weights. */
const COLOURS = /\u001b\[[0-9;:]*m/g;
