import { createHash } from "node:crypto";
import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { readSmallBytesSync } from "../files/read-small-file.js";
import { INTERPRETERS } from "./interpreters.js";
import { baseName, commandsWithin } from "./scripted-commands.js";

export interface ScriptsRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Real paths of folders whose content the model or a repository controls. */
  readonly untrustedFolders: readonly string[];
}

/** Longer ones are known by their size and times. */
const MAX_BYTES = 1024 * 1024;

/** Programs that run what a file of the project's folder says, and that file. */
const RUNNERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(npm|npx|yarn|pnpm|bun|bunx|corepack)$/, /^(package\.json|\.npmrc|\.yarnrc(\.yml)?|bunfig\.toml)$/],
  [/^(g|b)?make$/, /^((GNU)?[Mm]akefile|.*\.mk)$/],
  [/^(cargo|rustc)$/, /^(Cargo\.toml|build\.rs)$/],
  [
    /^(just|task|rake|tox|nox|invoke)$/,
    /^([Jj]ustfile|[Tt]askfile\.ya?ml|[Rr]akefile|tox\.ini|noxfile\.py|tasks\.py)$/,
  ],
  [/^(pytest|python[\d.]*|pip[\d.]*|uv|poetry)$/, /^(pyproject\.toml|setup\.(py|cfg)|conftest\.py|pytest\.ini)$/],
  [/^(gradle|gradlew|mvn|mvnw|ant|sbt)$/, /^(.*\.gradle(\.kts)?|pom\.xml|build\.(xml|sbt))$/],
  [/^(docker|docker-compose|podman)$/, /^(Dockerfile|(docker-)?compose\.ya?ml)$/],
];

/**
 * What a command runs of files that commands, or a repository, can change: a name for their present content. With another content the
 * command is another one. What these files start in turn is not followed.
 */
export async function scriptsFingerprint(request: ScriptsRequest): Promise<string> {
  const commands = (await commandsWithin(request.command)) ?? [request.command];
  const folders = [request.cwd, ...commands.flatMap((words) => movesTo(words, request.cwd))];
  const files = [request.command, ...commands].flatMap((words) =>
    folders.flatMap((folder) => [...namedFiles(words, folder), ...manifests(words, folder)]),
  );
  const untrusted = [...new Set(files)].flatMap((file) => inUntrusted(file, request.untrustedFolders)).sort();
  const hash = createHash("sha256");
  for (const file of untrusted) hash.update(`${file}\0${contentOf(file)}\0`);
  return hash.digest("hex");
}

const movesTo = ([program, folder]: readonly string[], cwd: string): string[] =>
  program === "cd" && folder !== undefined ? [path.resolve(cwd, folder)] : [];

/** The program itself, the script of an interpreter, and every other argument that could be run as it is. */
function namedFiles([program = "", ...args]: readonly string[], cwd: string): string[] {
  const named = args.filter((arg) => !arg.startsWith("-")).map((arg) => path.resolve(cwd, arg));
  const scripts = INTERPRETERS.test(baseName(program)) ? named.slice(0, 1) : [];
  const own = program.includes("/") ? [path.resolve(cwd, program)] : [];
  return [...own, ...scripts, ...named.filter(isExecutable)];
}

function manifests([program = ""]: readonly string[], cwd: string): string[] {
  const wanted = RUNNERS.filter(([runner]) => runner.test(baseName(program))).map(([, file]) => file);
  if (wanted.length === 0) return [];
  return namesIn(cwd)
    .filter((name) => wanted.some((file) => file.test(name)))
    .map((name) => path.join(cwd, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    const stats = statSync(file);
    return stats.isFile() && (stats.mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

function inUntrusted(file: string, folders: readonly string[]): string[] {
  try {
    const real = realpathSync(file);
    return folders.some((folder) => folder === "/" || real.startsWith(`${folder}/`)) ? [real] : [];
  } catch {
    // It may be there later.
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
