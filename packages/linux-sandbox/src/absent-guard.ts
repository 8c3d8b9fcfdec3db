import { lstatSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Confinement } from "./confinement.js";
import { harmlessGitSettings } from "./harmless-git-settings.js";

/**
 * Watches over protected paths that do not exist when a command starts, on which nothing can be mounted. When the command has
 * ended, what is there then gets another name, under which nobody reads it: it may be the work of somebody else and must not be
 * lost. Of a new Git repository stays what cannot make Git run a program.
 */
export interface AbsentGuard {
  /** Moves aside what must not be there; the paths where that was so. */
  restore(): readonly string[];
}

export function guardAbsent(confinement: Confinement): AbsentGuard {
  const absent = confinement.writableRoots.flatMap(({ readOnlySubpaths }) =>
    readOnlySubpaths.filter((path) => !exists(path)),
  );
  const newRepositories = absent.map(repositoryOf).filter((path) => path !== undefined && !exists(path));
  const paths = [...new Set([...newRepositories.flatMap((path) => path ?? []), ...absent])];
  return { restore: () => paths.filter((path) => exists(path) && restorePath(path)) };
}

/** The `.git` that a protected path lies directly in. */
function repositoryOf(path: string): string | undefined {
  const parent = dirname(path);
  return basename(parent) === ".git" ? parent : undefined;
}

/** Whether anything had to be changed, or should have been: a path that resists is named all the same. */
function restorePath(path: string): boolean {
  try {
    return restoreKnownPath(path);
  } catch {
    return exists(path);
  }
}

function restoreKnownPath(path: string): boolean {
  const isFolder = lstatSync(path).isDirectory();
  const isInRepository = repositoryOf(path) !== undefined;
  if (basename(path) === ".git" && isFolder) return false;
  if (isInRepository && isFolder && basename(path) === "hooks") return removeHooks(path);
  if (isInRepository && !isFolder && basename(path) === "config") return removeSettings(path);
  moveAside(path);
  return true;
}

/** Git makes samples in every new repository and never runs them. */
function removeHooks(folder: string): boolean {
  const hooks = readdirSync(folder).filter((name) => !/\.(sample|untrusted(-\d+)?)$/.test(name));
  for (const hook of hooks) moveAside(join(folder, hook));
  return hooks.length > 0;
}

function removeSettings(file: string): boolean {
  const settings = lstatSync(file).isFile() ? readFileSync(file, "utf8") : "";
  const kept = harmlessGitSettings(settings);
  if (kept === settings && lstatSync(file).isFile()) return false;
  moveAside(file);
  writeFileSync(file, kept, { flag: "wx" });
  return true;
}

function moveAside(path: string): void {
  for (let count = 1; ; count++) {
    const aside = `${path}.untrusted${count === 1 ? "" : `-${count}`}`;
    if (exists(aside)) continue;
    renameSync(path, aside);
    // Nothing is lost with an empty folder.
    if (lstatSync(aside).isDirectory() && readdirSync(aside).length === 0) rmdirSync(aside);
    return;
  }
}

const exists = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
};
