import { closeSync, constants, openSync, readSync } from "node:fs";

/** As much of a program as the kernel looks at to know how to start it. */
const START_BYTES = 256;
/** What has become a pipe since it was looked at must not hold us up. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;
const ELF = "\x7fELF";

/** The first bytes of a program, as Latin-1; undefined for what cannot be read. */
export function readProgramStart(file: string): string | undefined {
  try {
    const descriptor = openSync(file, WITHOUT_WAITING);
    const start = Buffer.alloc(START_BYTES);
    const length = readSync(descriptor, start);
    closeSync(descriptor);
    return start.toString("latin1", 0, length);
  } catch {
    return undefined;
  }
}

/** Neither a program nor a script that says who reads it: shells read those themselves, and so do all ways to start a program. */
export function isPlainText(start: string): boolean {
  return !start.startsWith(ELF) && !start.startsWith("#!");
}

/** The program that a script's first line names to read it. */
export function interpreterOf(start: string): string | undefined {
  return /^#![ \t]*([^ \t\n]+)/.exec(start)?.[1];
}
