import { closeSync, constants, openSync, readSync } from "node:fs";

/** The part of a file from which the kernel decides how to execute it. */
const START_BYTES = 256;
/** If the file has become a pipe meanwhile, opening it must not block. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;
const ELF = "\x7fELF";

/** The first bytes of a program, as Latin-1; undefined if it cannot be read. */
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

/**
 * Neither a binary nor a script with an interpreter line. Shells interpret such files themselves, and so do all ways to start a
 * program.
 */
export function isPlainText(start: string): boolean {
  return !start.startsWith(ELF) && !start.startsWith("#!");
}

/** The interpreter that a script's first line names. */
export function interpreterOf(start: string): string | undefined {
  return /^#![ \t]*([^ \t\n]+)/.exec(start)?.[1];
}
