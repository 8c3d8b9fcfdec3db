import { type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isExecutable } from "./executable.js";
import { interpreterOf, isPlainText, readProgramStart } from "./program-start.js";
import { describeMissingInterpreter, describeSpawnError } from "./spawn-error.js";
import type { SpawnRequest } from "./spawned-process.js";

export interface FoundProgram {
  readonly type: "found";
  /** May be relative to the command's folder. */
  readonly file: string;
  readonly isPlainText: boolean;
}

export type ProgramSearch = FoundProgram | { readonly type: "cannot-start"; readonly message: string };

/** The kernel's limit for one string, and for all of them together with the usual stack size. */
const MAX_TEXT_BYTES = 128 * 1024;
const MAX_TOTAL_BYTES = 2 * 1024 * 1024;

/** Finds a command's program, or says why it would not start. Needed for starters that always start successfully themselves. */
export function findProgram(request: SpawnRequest): ProgramSearch {
  const { command, cwd, env } = request;
  const cannotStart = (code: string): ProgramSearch => ({
    type: "cannot-start",
    message: describeSpawnError({ code, message: "" }, request),
  });
  const [program = ""] = command;
  const isFolder = statsOf(cwd)?.isDirectory() ?? false;
  if (!isFolder || program === "") return cannotStart("ENOENT");
  const texts = [...command, ...Object.entries(env).map((entry) => entry.join("="))];
  if (texts.some((text) => text.includes("\0"))) return { type: "cannot-start", message: NUL_BYTE };
  if (isTooLong(texts)) return cannotStart("E2BIG");
  const places = program.includes("/") ? [program] : placesOf(program, env);
  const pathOf = (place: string) => (place.startsWith("/") ? place : join(cwd, place));
  const file = places.find((place) => isProgram(pathOf(place)));
  if (file !== undefined) {
    const start = readProgramStart(pathOf(file));
    const interpreter = start === undefined ? undefined : interpreterOf(start);
    if (interpreter !== undefined && statsOf(resolve(cwd, interpreter)) === undefined) {
      return { type: "cannot-start", message: describeMissingInterpreter(file, interpreter) };
    }
    return { type: "found", file, isPlainText: start !== undefined && isPlainText(start) };
  }
  const isThere = places.some((place) => statsOf(pathOf(place)) !== undefined);
  return cannotStart(isThere ? "EACCES" : "ENOENT");
}

const NUL_BYTE = "an argument or a variable has a NUL byte, which no program can be given";

function isTooLong(texts: readonly string[]): boolean {
  const sizes = texts.map((text) => Buffer.byteLength(text) + 1);
  return sizes.some((size) => size > MAX_TEXT_BYTES) || sizes.reduce((sum, size) => sum + size, 0) > MAX_TOTAL_BYTES;
}

/** The candidate paths for a program in each folder of a `PATH`. As in shells, an empty entry means the command's folder. */
const placesOf = (program: string, env: SpawnRequest["env"]): string[] =>
  (env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
    .split(":")
    .map((folder) => (folder.endsWith("/") ? `${folder}${program}` : `${folder || "."}/${program}`));

/** Starts with the check that throws nothing for a missing file, the usual case in a `PATH`. */
const isProgram = (path: string): boolean => statsOf(path)?.isFile() === true && isExecutable(path);

/** Undefined for a file that does not exist or is in a folder that we may not search. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
