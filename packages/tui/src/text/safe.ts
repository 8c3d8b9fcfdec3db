import { terminalCommand, terminalLine, terminalName, terminalOutput, terminalText } from "@codex/terminal";

declare const brand: unique symbol;

/**
 * Text that may go to the terminal: of others only what was made visible first, of ours colours and links. One line: it
 * holds no line end and no tab. The renderer takes nothing else.
 */
export type Safe = string & { readonly [brand]: true };

export const EMPTY = "" as Safe;

/**
 * Text of ours around values that are safe already: safe`${name} asks`. The literal parts are written by programmers; the
 * type of the values is what holds the rest out.
 */
export function safe(parts: TemplateStringsArray, ...values: readonly (Safe | number)[]): Safe {
  return String.raw({ raw: parts }, ...values) as Safe;
}

/** Anything, on one line: control and invisible characters become visible. */
export function safeLine(text: string): Safe {
  return terminalLine(text) as Safe;
}

/** Anything, line by line. */
export function safeLines(text: string): Safe[] {
  return terminalText(text).replaceAll("\t", "    ").split("\n") as Safe[];
}

/** What somebody is to judge before it runs: besides, nothing in it can look like something else or hide. */
export function safeCommand(command: string): Safe[] {
  return terminalCommand(command).split("\n") as Safe[];
}

/** A name on one line, in which nothing can look like another name. */
export function safeName(name: string): Safe {
  return terminalName(name) as Safe;
}

/** What a program printed; a line that it drew over and over is shown as it was in the end. */
export function safeOutput(output: string): Safe[] {
  const final = output.replaceAll("\r\n", "\n").split("\n").map(lastDrawn);
  return terminalOutput(final.join("\n")).replaceAll("\t", "    ").split("\n") as Safe[];
}

/** Of a line with carriage returns what was drawn last. */
function lastDrawn(line: string): string {
  const end = line.endsWith("\r") ? line.length - 1 : line.length;
  return line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
}

/** Lines that the terminal kit has made: it lets nothing through either. */
export function fromKit(lines: readonly string[]): Safe[] {
  return lines.flatMap((line) => line.replaceAll("\t", "    ").split("\n")) as Safe[];
}

export function joined(parts: readonly Safe[], separator = ""): Safe {
  return parts.join(separator) as Safe;
}
