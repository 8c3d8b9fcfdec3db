import { createHash } from "node:crypto";
import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { isBelow } from "../files/is-within.js";
import { readSmallBytesSync } from "../files/read-small-file.js";
import { baseName } from "./base-name.js";
import { filesNamedIn, unreadTexts } from "./files-in-texts.js";
import { INTERPRETERS } from "./interpreters.js";
import { executablesNamed } from "./path-lookup.js";
import { HOOKED, RUNNERS, STARTERS } from "./project-programs.js";
import { commandsWithin } from "./scripted-commands.js";

export interface ScriptsRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  /** The command's `PATH`. */
  readonly path?: string | undefined;
  /** Real paths of folders whose content the model or a repository controls. */
  readonly untrustedFolders: readonly string[];
}

/** Larger files are identified by size and times instead of content. */
const MAX_BYTES = 1024 * 1024;
const BARE_NAME = /^\w[\w.+-]{0,99}$/;
/** Each is looked up in every folder of the `PATH`. */
const MAX_BARE_NAMES = 100;
/** Longer arguments are scripts or text, not names. */
const MAX_NAME = 1024;

/**
 * Identifies the present content of the files that a command runs and that commands or a repository can change. With other content,
 * the command counts as a different one. What these files start in turn is not followed.
 */
export async function scriptsFingerprint(request: ScriptsRequest): Promise<string> {
  const commands = (await commandsWithin(request.command)) ?? [request.command];
  const folders = [request.cwd, ...commands.flatMap((words) => movesTo(words, request.cwd))];
  const unread = unreadTexts(request.command, commands);
  const files = folders.flatMap((folder) => [
    ...programsOnPath([request.command, ...commands], request.path, folder),
    ...commands.flatMap((words) => [...namedPrograms(words, folder), ...manifests(words, folder)]),
    ...scriptsOfInterpreters(request.command, commands, folder),
    ...unread.flatMap((text) => filesNamedIn(text, folder)),
  ]);
  const untrusted = [...new Set(files)].flatMap((file) => inUntrusted(file, request.untrustedFolders)).sort();
  const hash = createHash("sha256");
  for (const file of untrusted) hash.update(`${file}\0${contentOf(file)}\0`);
  return hash.digest("hex");
}

/** The programs that bare names mean, also those behind `sudo` and the like, whose names stand among the words. */
function programsOnPath(commands: readonly (readonly string[])[], path: string | undefined, folder: string): string[] {
  const names = [...new Set(commands.flat())].filter((word) => BARE_NAME.test(word)).slice(0, MAX_BARE_NAMES);
  return names.flatMap((name) => {
    const [first] = executablesNamed(name, path, folder);
    return first ?? [];
  });
}

const movesTo = ([program, folder]: readonly string[], cwd: string): string[] =>
  program === "cd" && folder !== undefined ? [path.resolve(cwd, folder)] : [];

/** The program itself, and every argument that could be executed directly. */
function namedPrograms([program = "", ...args]: readonly string[], cwd: string): string[] {
  const own = program.includes("/") ? [path.resolve(cwd, program)] : [];
  const named = args.filter((arg) => !arg.startsWith("-") && arg.length <= MAX_NAME);
  return [...own, ...named.map((arg) => path.resolve(cwd, arg)).filter(isExecutable)];
}

/** The files given to interpreters. All commands count if one may read what another writes, as in `cat build.sh | sh`. */
function scriptsOfInterpreters(
  command: readonly string[],
  commands: readonly (readonly string[])[],
  folder: string,
): string[] {
  const given = commands.flatMap((words) => {
    const at = words.map(baseName).findIndex((name) => INTERPRETERS.test(name) || STARTERS.test(name));
    return at < 0 ? [] : [scriptsAmong(words.slice(at + 1), folder)];
  });
  if (given.length === 0) return [];
  const reads = readsOf(command).map((name) => path.resolve(folder, name));
  const isFed = given.some((scripts) => !scripts.some(isFile));
  const everything = isFed ? commands.flat().flatMap((word) => namesMeant(word, folder).filter(isFile)) : [];
  return [...given.flat(), ...reads, ...everything];
}

/** The arguments up to the first file that is not an option's value; all that could be a file if there is none. */
function scriptsAmong(args: readonly string[], folder: string): string[] {
  const found: string[] = [];
  for (const [index, arg] of args.entries()) {
    const files = namesMeant(arg, folder).filter(isFile);
    found.push(...files);
    const mayBeOfOption = args[index - 1]?.startsWith("-") === true;
    if (files.length > 0 && !arg.startsWith("-") && !mayBeOfOption) break;
  }
  return found.length > 0 ? found : args.flatMap((arg) => namesMeant(arg, folder));
}

/** Files that a script reads with `<`. */
const readsOf = (command: readonly string[]): string[] =>
  command.flatMap((text) => [...text.matchAll(/<\s*([^\s<>&;|()'"]+)/g)].map(([, file = ""]) => file));

/** Paths that an argument can mean: as written, after the `=` of an option, and as interpreters complete module names. */
function namesMeant(arg: string, folder: string): string[] {
  const name = arg.startsWith("-") ? arg.slice(arg.indexOf("=") + 1 || arg.length) : arg;
  if (name === "" || name.length > MAX_NAME) return [];
  const module = /^\w+(\.\w+)*$/.test(name) ? name.replaceAll(".", "/") : undefined;
  const asModule = module === undefined ? [] : [`${module}.py`, `${module}/__main__.py`, `${module}/__init__.py`];
  const names = [name, `${name}.js`, `${name}/index.js`, `${name}/package.json`, ...asModule];
  return names.map((meant) => path.resolve(folder, meant));
}

/**
 * Files in the folder itself and in folders given as by `make -C sub` or `npm --prefix sub`, and files given as options of any
 * program: `make -f X`, `ssh -F X`, `psql --file=X`.
 */
function manifests([program = "", ...args]: readonly string[], folder: string): string[] {
  const programs = [program, ...(STARTERS.test(baseName(program)) ? args : [])].map(baseName);
  const wanted = [...RUNNERS, HOOKED]
    .filter(([runner]) => programs.some((name) => runner.test(name)))
    .map(([, file]) => file);
  const isOption = (arg: string | undefined) => arg?.startsWith("-") === true;
  const ofOptions = args.filter((arg, index) => isOption(arg) || isOption(args[index - 1]));
  const pathsOf = (some: readonly string[]) => some.flatMap((arg) => namesMeant(arg, folder).slice(0, 1));
  const given = pathsOf(ofOptions).filter(isFile);
  if (wanted.length === 0) return given;
  const named = pathsOf(args);
  const found = [...new Set([folder, ...named, ...named.map((name) => path.dirname(name))])].flatMap((place) =>
    namesIn(place)
      .filter((name) => wanted.some((file) => file.test(name)))
      .map((name) => path.join(place, name)),
  );
  return [...found, ...given];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const isExecutable = (file: string): boolean => ((fileStats(file)?.mode ?? 0) & 0o111) !== 0;
const isFile = (file: string): boolean => fileStats(file) !== undefined;

/** Undefined if it is not a file or does not exist. */
function fileStats(file: string): Stats | undefined {
  try {
    const stats = statSync(file);
    return stats.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}

function inUntrusted(file: string, folders: readonly string[]): string[] {
  try {
    const real = realpathSync.native(file);
    return folders.some((folder) => isBelow(folder, real)) ? [real] : [];
  } catch {
    // It may be created later.
    return [file];
  }
}

function contentOf(file: string): string {
  try {
    const { size, mtimeMs, ctimeMs, ino, mode } = lstatSync(file);
    const bytes = readSmallBytesSync(file, MAX_BYTES);
    const content =
      bytes === undefined ? [size, mtimeMs, ctimeMs, ino] : [createHash("sha256").update(bytes).digest("hex")];
    return [mode & 0o111, ...content].join(":");
  } catch {
    return "absent";
  }
}
