import { lstatSync, mkdirSync, type Stats, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Confinement, WritableRoot } from "./confinement.js";
import { type VisibleEntry, visibleEntries } from "./filtered-folder.js";
import { isBelow, isWithin } from "./is-within.js";

/** Later mounts lie on top of earlier ones. */
export type Mount = BindMount | EmptyMount | FilteredMount;

/** Binds a path onto itself, or hides what is there (`none`). */
export interface BindMount {
  readonly path: string;
  readonly access: "writable" | "read-only" | "none";
}

/** Mounts an empty folder over one that may not be looked into. */
export interface EmptyMount {
  readonly path: string;
  readonly access: "empty";
}

/** Mounts a read-only folder that contains only some entries of the one it covers. */
export interface FilteredMount {
  readonly path: string;
  readonly access: "filtered";
  readonly entries: readonly VisibleEntry[];
}

/**
 * The mounts over a read-only root file system that implement a confinement. Each protected path becomes a mount of its own, and so
 * does every folder above it: a mount can be neither renamed nor removed, so nothing can be put in its place. Protected paths that
 * are links, or whose folder does not exist, get no mount; the caller checks those when the command has ended.
 */
export function planMounts(confinement: Confinement): Mount[] {
  const roots = confinement.writableRoots.filter(({ root }) => isFolder(root));
  const writable = roots.map(({ root }): Mount => ({ path: root, access: "writable" }));
  const hiding = planHiding(confinement);
  const denied = (confinement.deniedPaths ?? []).filter((path) => exists(path) && !isVeiled(path, hiding));
  const mounts = [
    ...writable,
    ...roots.flatMap(planProtections),
    ...hiding,
    ...denied.flatMap((path) => planDenial(path, confinement)),
  ];
  // Nothing can be mounted below a denied folder.
  return outermostFirst(mounts.filter(({ path }) => !denied.some((folder) => isBelow(folder, path))));
}

/** Where commands cannot write anyway, the whole folder is filtered; elsewhere only the file is covered. */
function planHiding(confinement: Confinement): Mount[] {
  const byFolder = Map.groupBy(confinement.hiddenFiles ?? [], dirname);
  return [...byFolder].flatMap(([path, files]): Mount[] => {
    const entries = isShut(path, confinement) ? visibleEntries(path, files) : undefined;
    if (entries !== undefined) return [{ path, access: "filtered", entries }];
    return files.filter(isFile).map((file): Mount => ({ path: file, access: "none" }));
  });
}

/** A file that a filtered folder hides is not there to be covered. */
function isVeiled(path: string, mounts: readonly Mount[]): boolean {
  const [filtered] = mounts.filter((mount) => mount.access === "filtered" && mount.path === dirname(path));
  return filtered?.access === "filtered" && !filtered.entries.some(({ name }) => name === basename(path));
}

/** The folders above it are pinned where they could be renamed, like those above a protected path. */
function planDenial(path: string, { writableRoots }: Confinement): Mount[] {
  const held = writableRoots.filter(({ root }) => isWithin(root, path)).flatMap((root) => heldAbove(root, path));
  return [...held, { path, access: isFolder(path) ? "empty" : "none" }];
}

function isShut(folder: string, { writableRoots, sealedFolders = [] }: Confinement): boolean {
  const isIn = (outer: string) => isWithin(outer, folder);
  const isWritable = writableRoots.some(({ root, readOnlySubpaths }) => isIn(root) && !readOnlySubpaths.some(isIn));
  return !isWritable || sealedFolders.some(isIn);
}

/** Paths below writable folders that a command confined by mounts cannot change in any way. */
export function heldPaths(confinement: Confinement): string[] {
  const plan = planMounts(confinement);
  return plan.flatMap(({ path, access }) => (access === "writable" ? [] : [path]));
}

function planProtections({ root, readOnlySubpaths, reservedFolders = [] }: WritableRoot): Mount[] {
  return readOnlySubpaths.flatMap((path) => {
    const parents = foldersBetween(root, path);
    if ([...parents, path].some(isSymbolicLink) || !parents.every(isFolder)) return [];
    if (!exists(path) && !makePlaceholder(path, reservedFolders.includes(path))) return [];
    return [...heldAbove({ root, readOnlySubpaths }, path), { path, access: "read-only" }];
  });
}

/** Mounts cannot be renamed. Read-only folders cannot be renamed anyway, and must not be made writable by a mount. */
function heldAbove({ root, readOnlySubpaths }: WritableRoot, path: string): Mount[] {
  return foldersBetween(root, path)
    .filter((folder) => !readOnlySubpaths.some((kept) => isWithin(kept, folder)))
    .map((folder) => ({ path: folder, access: "writable" }));
}

/** From directly below `root` down to the folder that contains `path`. */
function foldersBetween(root: string, path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) folders.unshift(folder);
  return folders;
}

/**
 * A mount needs a mount point. An empty hooks folder and an empty configuration change nothing for Git; other missing files are not
 * created, because an empty file could get in somebody's way.
 */
function makePlaceholder(path: string, isReserved: boolean): boolean {
  if (!isReserved && basename(dirname(path)) !== ".git") return false;
  try {
    if (isReserved) mkdirSync(path, { mode: 0o700 });
    else if (basename(path) === "hooks") mkdirSync(path);
    else if (basename(path) === "config") writeFileSync(path, "", { flag: "wx" });
  } catch {
    // Another process created it first, or it cannot be written at all.
  }
  return exists(path);
}

const STRICTNESS: readonly Mount["access"][] = ["writable", "read-only", "filtered", "none", "empty"];

/** Sorts by depth; of two mounts on one path, the stricter one wins. */
function outermostFirst(mounts: readonly Mount[]): Mount[] {
  const byPath = new Map<string, Mount>();
  for (const mount of mounts) {
    const known = byPath.get(mount.path);
    if (known === undefined || STRICTNESS.indexOf(known.access) < STRICTNESS.indexOf(mount.access))
      byPath.set(mount.path, mount);
  }
  return [...byPath.values()].sort((a, b) => depth(a.path) - depth(b.path));
}

const depth = (path: string): number => (path === "/" ? 0 : path.split("/").length);
const isFolder = (path: string): boolean => found(statSync, path)?.isDirectory() ?? false;
const isFile = (path: string): boolean => found(lstatSync, path)?.isFile() ?? false;
const exists = (path: string): boolean => found(lstatSync, path) !== undefined;
const isSymbolicLink = (path: string): boolean => found(lstatSync, path)?.isSymbolicLink() ?? false;

function found(look: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return look(path);
  } catch {
    return undefined; // Nothing is there, or a file where a folder should be, or a loop of links.
  }
}
