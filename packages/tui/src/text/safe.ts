import { terminalCommand, terminalLine, terminalName, terminalOutput, terminalText } from "@codex/terminal";

declare const brand: unique symbol;

/**
 * Text that may be written to the terminal: untrusted text with unsafe characters made visible, and our own colours and links. It is a
 * single line without line ends and tabs. The renderer accepts nothing else.
 */
export type Safe = string & { readonly [brand]: true };

export const EMPTY = "" as Safe;

/** Creates safe text from our own literal text and safe values: safe`${name} asks`. The values' type keeps untrusted text out. */
export function safe(parts: TemplateStringsArray, ...values: readonly (Safe | number)[]): Safe {
  return String.raw({ raw: parts }, ...values) as Safe;
}

/** Marks text as safe that consists of parts of safe text and of our own characters, which the types cannot follow. */
export function stillSafe(text: string): Safe {
  return text as Safe;
}

/** Makes any text safe, on one line: control and invisible characters become visible. */
export function safeLine(text: string): Safe {
  return terminalLine(text) as Safe;
}

/** Makes any text safe, line by line. */
export function safeLines(text: string): Safe[] {
  return terminalText(text).replaceAll("\t", "    ").split("\n") as Safe[];
}

/** The same for a command that somebody must judge before it runs: in addition, nothing in it can hide or look like something else. */
export function safeCommand(command: string): Safe[] {
  return terminalCommand(command).split("\n") as Safe[];
}

/** The same for a name, on one line: nothing in it can look like another name. */
export function safeName(name: string): Safe {
  return terminalName(name) as Safe;
}

/** A program's output; a line that was drawn repeatedly is shown in its final form. */
export function safeOutput(output: string): Safe[] {
  const final = output.replaceAll("\r\n", "\n").split("\n").map(lastDrawn);
  return terminalOutput(final.join("\n")).replaceAll("\t", "    ").split("\n") as Safe[];
}

/** The final form of a line with carriage returns. */
function lastDrawn(line: string): string {
  const end = line.endsWith("\r") ? line.length - 1 : line.length;
  return line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
}

/** Lines from the terminal package, which makes them safe itself. */
export function fromKit(lines: readonly string[]): Safe[] {
  return lines.flatMap((line) => line.replaceAll("\t", "    ").split("\n")) as Safe[];
}

export function joined(parts: readonly Safe[], separator = ""): Safe {
  return parts.join(separator) as Safe;
}
