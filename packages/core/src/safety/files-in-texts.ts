import { type Dir, opendirSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { baseName } from "./base-name.js";
import { INTERPRETERS } from "./interpreters.js";

/** The rest of a text is not searched: no command that somebody has read contains so many names. */
const MAX_NAMES = 500;
/** Of a folder; a program of the project could fill one with millions. */
const MAX_ENTRIES = 20_000;
const MAX_FILES = 1000;

/**
 * The parts of a command that the parsed words do not account for: scripts in which a name, or the input of a shell or `xargs`, is
 * known only at run time, and arguments that are commands themselves, as in `tar --checkpoint-action=exec=…`.
 */
export function unreadTexts(command: readonly string[], parts: readonly (readonly string[])[]): string[] {
  const scripts = command.filter(
    (text) => FILLED_IN.test(text) && (RUNS_WHAT_IT_READS.test(text) || SETS_PATH.test(text)),
  );
  const arguments_ = parts.flat().filter((text) => /[\s=]/.test(text) && namesIn(text).some(isInterpreter));
  return [...new Set([...scripts, ...arguments_])];
}

const FILLED_IN = /[$`*?[<|]/;
/** A shell or similar among the words, or a command whose name is a variable. */
const RUNS_WHAT_IT_READS =
  /(^|[\s;&|({!/'"])(eval|xargs|parallel|source|\.|(ba|da|k|z)?sh|node|deno|bun|perl|php|ruby|lua|python[\d.]*)(?=$|[\s;&|)'"])|(^|[;&|({!\n]|\b(do|then|else|time|exec|command|env))[ \t]*["']?[$`*?[]/;
const OWN_FOLDER = /\$(PWD|\{PWD\}|\(pwd\))\//g;
const SETS_PATH = /\bPATH=/;

const isInterpreter = (name: string): boolean => INTERPRETERS.test(baseName(name)) && name !== ".";

/** Everything in a text that could be a file name, whatever surrounds it. */
function namesIn(text: string): string[] {
  const names = text.replace(OWN_FOLDER, "./").split(/[\s"'`;&|<>(){}=,:@]+/);
  return names.filter((name) => name !== "").slice(0, MAX_NAMES);
}

/** The files that a text names: directly, by a pattern, or as programs in a folder of its `PATH`. */
export function filesNamedIn(text: string, folder: string): string[] {
  const setsPath = SETS_PATH.test(text);
  return namesIn(text).flatMap((name) => {
    if (/[*?[]/.test(name)) return matchesOf(name, folder);
    const file = path.resolve(folder, name);
    const stats = statsOf(file);
    if (stats?.isFile() === true) return [file];
    return setsPath && stats?.isDirectory() === true && file !== folder ? entriesOf(file) : [];
  });
}

/**
 * Only in one folder: nobody approves patterns over folders for long. Compares only the start and end of a name. This matches
 * everything that the shell would match, and more, and no pattern is slow.
 */
function matchesOf(pattern: string, folder: string): string[] {
  const place = path.resolve(folder, path.dirname(pattern));
  const name = path.basename(pattern);
  const [beginning = ""] = /^[^*?[]*/.exec(name) ?? [];
  const [end = ""] = /[^*?\]]*$/.exec(name) ?? [];
  return entriesOf(place, (file) => file.startsWith(beginning) && file.endsWith(end));
}

function entriesOf(folder: string, isWanted: (name: string) => boolean = () => true): string[] {
  return namesOf(folder)
    .filter(isWanted)
    .slice(0, MAX_FILES)
    .map((name) => path.join(folder, name))
    .filter((file) => statsOf(file)?.isFile() === true);
}

function namesOf(folder: string): string[] {
  const names: string[] = [];
  let directory: Dir | undefined;
  try {
    directory = opendirSync(folder);
    for (let entry = directory.readSync(); entry !== null && names.length < MAX_ENTRIES; entry = directory.readSync())
      names.push(entry.name);
  } catch {
    // It is no folder, or may not be read.
  } finally {
    directory?.closeSync();
  }
  return names.sort();
}

function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}
