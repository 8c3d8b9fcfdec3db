import { realpathSync } from "node:fs";
import { delimiter, isAbsolute } from "node:path";
import type { Environment } from "../environment.js";
import { isBelow, isWithin } from "../files/is-within.js";

/** Belong to the system even if a project, such as `/`, contains them. */
const SYSTEM_FOLDERS = ["/bin", "/sbin", "/usr", "/opt", "/nix/store", "/snap"];

/**
 * The `PATH` in which we look up Git and it looks up its helpers: without folders in a project, such as `.venv/bin` and
 * `node_modules/.bin`, or in a temporary folder. Programs that commands or a repository put there would run unconfined. Undefined
 * if none is left: then the system's default applies.
 */
export function gitPath(env: Environment, project: readonly string[]): string | undefined {
  const temporary = env["TMPDIR"];
  const places = [...project, "/tmp", ...(temporary === undefined ? [] : [temporary])];
  const shut = [...new Set([...places, ...places.map(realPathOf)])].filter(isAbsolute);
  const isShut = (folder: string) => shut.some((place) => isWithin(place, folder) && !isOfSystem(folder, place));
  const folders = (env["PATH"] ?? "").split(delimiter);
  const kept = folders.filter((folder) => isAbsolute(folder) && !isShut(folder) && !isShut(realPathOf(folder)));
  return kept.length === 0 ? undefined : kept.join(delimiter);
}

const isOfSystem = (folder: string, place: string): boolean =>
  SYSTEM_FOLDERS.some((system) => isWithin(system, folder) && isBelow(place, system));

function realPathOf(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
