import { realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { baseName } from "./base-name.js";
import { INTERPRETERS } from "./interpreters.js";
import { STARTERS } from "./project-programs.js";
import { commandsWithin } from "./scripted-commands.js";

/** The project's own folder, however a shell command refers to it. */
const OWN_FOLDER = /\$(\w+|\{\w+\}|\([^()]*\))(?=["']?\/)/g;
const SCRIPT_ENDINGS: ReadonlySet<string> = new Set([
  ...[".sh", ".bash", ".zsh", ".fish", ".py", ".rb", ".pl", ".php", ".lua"],
  ...[".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"],
]);

/**
 * Files that Codex itself executes for a session, outside the sandbox: programs and scripts of hooks and of the notifier. Real
 * paths, whether they exist or not. What these run in turn is not followed.
 */
export async function ownPrograms(commands: readonly (readonly string[])[], cwd: string): Promise<string[]> {
  const found = await Promise.all(commands.map((command) => programsOf(command, cwd)));
  return [...new Set(found.flat())].filter((path) => !isFolder(path));
}

/** A shell command line in the form that `ownPrograms` takes. */
export const shellLine = (line: string): string[] => ["sh", "-c", line.replace(OWN_FOLDER, ".")];

async function programsOf(command: readonly string[], cwd: string): Promise<string[]> {
  const commands = (await commandsWithin(command)) ?? [command.flatMap((word) => word.split(/[\s"'`;&|<>(){}]+/))];
  return commands.flatMap(namesRun).map((name) => realPlaceOf(resolve(cwd, name)));
}

/** The program itself, if it is given as a path, and the scripts passed to it. */
function namesRun([program = "", ...args]: readonly string[]): string[] {
  const own = program.includes("/") ? [program] : [];
  const runsArguments = [program, ...args].map(baseName).some((name) => INTERPRETERS.test(name) || STARTERS.test(name));
  const scripts = args.filter((arg) => !arg.startsWith("-") && SCRIPT_ENDINGS.has(extname(arg)));
  return [...own, ...(runsArguments ? [...scripts, ...args.filter(isPath).slice(0, 1)] : [])];
}

const isPath = (word: string): boolean => /^[^-].*\//.test(word);

function realPlaceOf(path: string): string {
  try {
    return join(realpathSync.native(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
