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

/** The same for a name; in addition, nothing in it can make it look like another name. */
export function terminalName(name: string): string {
  return withoutDeceit(terminalLine(name));
}

/**
 * The same for a command that somebody must judge before it runs; in addition, joiners, unusual spaces and long runs of spaces become
 * visible, so that nothing can hide behind the apparent end.
 */
export function terminalCommand(command: string): string {
  // To a shell, a carriage return is a character like any other, also before a line end.
  return withoutDeceit(terminalText(command.replaceAll("\r\n", "\\u{d}\n")))
    .replace(/\n(?:[ \t]*\n){3,}/g, (lines) => `\n⟨${lines.split("\n").length - 2} empty lines⟩\n`)
    .replace(/ {8,}/g, (spaces) => ` ⟨${spaces.length} spaces⟩ `)
    .replaceAll("\t", "\\t");
}

/** The same for a program's output: colours are removed, and a line that was drawn several times becomes several lines. */
export function terminalOutput(output: string): string {
  return terminalText(asPrinted(output));
}

/** A program's output without colours, with redrawn lines as separate lines; not yet safe to print. */
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
 * Text that is safe as it is. Most text is, and avoids the expressions below: when V8 creates them, it reads Unicode tables, which takes 2
 * ms and 0.3 MiB.
 */
const PLAIN = /^[\t\n -~]*$/;

/**
 * Control characters except tab and newline, format characters, characters without width, and line separators. Joiners and emoji selectors
 * are allowed after characters that are not Latin, where languages and emoji need them.
 */
const unsafe = () =>
  /[\p{Cc}--[\t\n]]|[[\p{Cf}\p{Default_Ignorable_Code_Point}]--[\u200c\u200d\ufe0e\ufe0f]]|[\u2028\u2029]|(?<![^\u0000-\u00ff])[\u200c\u200d]/gv;

/** Spaces other than U+0020, the Braille blank, and the joiners that `unsafe` allows. */
const deceiving = () => /[\p{Zs}--[ ]]|[\u2800\u200c\u200d\ufe0e\ufe0f]/gv;

/** Escape sequences that only set colours and weights. */
const COLOURS = /\u001b\[[0-9;:]*m/g;
