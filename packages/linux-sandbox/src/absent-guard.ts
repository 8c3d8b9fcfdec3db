import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Confinement } from "./confinement.js";
import { harmlessGitSettings } from "./harmless-git-settings.js";

/**
 * Watches over protected paths that do not exist when a command starts, on which nothing can be mounted. When the command has
 * ended, what it has put there is taken away again; of a new Git repository stays what cannot make Git run a program.
 */
export interface AbsentGuard {
  /** Takes away what must not be there; the paths that it has changed. */
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

/** Whether anything had to be changed. */
function restorePath(path: string): boolean {
  const isFolder = lstatSync(path).isDirectory();
  const isInRepository = repositoryOf(path) !== undefined;
  if (basename(path) === ".git" && isFolder) return false;
  if (isInRepository && isFolder && basename(path) === "hooks") return removeHooks(path);
  if (isInRepository && !isFolder && basename(path) === "config") return removeSettings(path);
  rmSync(path, { recursive: true, force: true });
  return true;
}

/** Git makes samples in every new repository and never runs them. */
function removeHooks(folder: string): boolean {
  const hooks = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !(entry.isFile() && entry.name.endsWith(".sample")),
  );
  for (const hook of hooks) rmSync(join(folder, hook.name), { recursive: true, force: true });
  return hooks.length > 0;
}

function removeSettings(file: string): boolean {
  if (!lstatSync(file).isFile()) {
    rmSync(file, { force: true });
    return true;
  }
  const settings = readFileSync(file, "utf8");
  const kept = harmlessGitSettings(settings);
  if (kept === settings) return false;
  writeFileSync(file, kept);
  return true;
}

const exists = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
};
