import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

/**
 * The files that a bare name can mean, in the order of `PATH`; the first one runs. Empty and relative entries count from the command's
 * folder; if that is not given, they could hold anything, and count as a file with a relative path. A generator, because most callers
 * need only the first, and synchronous, because a `PATH` has a dozen folders: that many round trips to another thread would take longer
 * than the command.
 */
export function* executablesNamed(name: string, path: string | undefined, cwd?: string): Generator<string> {
  if (name === "" || name.includes("/")) return;
  for (const folder of (path ?? "").split(":")) {
    const file = join(cwd === undefined ? folder : resolve(cwd, folder), name);
    if (!isAbsolute(file) || isExecutableFile(file)) yield file;
  }
}

function isExecutableFile(file: string): boolean {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path without links, or as given if there is nothing. */
export function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
