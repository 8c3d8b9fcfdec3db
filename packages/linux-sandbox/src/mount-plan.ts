import { lstatSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Confinement, WritableRoot } from "./confinement.js";

/** One bind mount of a path onto itself, or of nothing onto it. Later ones lie on top of earlier ones. */
export interface Mount {
  readonly path: string;
  readonly access: "writable" | "read-only" | "none";
}

export type MountPlan =
  | { readonly type: "plan"; readonly mounts: readonly Mount[] }
  /** Something that has to be protected cannot be. */
  | { readonly type: "impossible"; readonly message: string };

/**
 * The mounts over a read-only root file system that give a confinement. What is protected becomes a mount of its own, and so do the
 * folders of its repository above it: a mount can be neither renamed nor removed, so nothing can be put in its place.
 * Protected paths whose folder does not exist have no mount; the caller watches over those.
 */
export function planMounts(confinement: Confinement): MountPlan {
  const roots = confinement.writableRoots.filter(({ root }) => isFolder(root));
  const protections = roots.map(planProtections);
  const impossible = protections.find((protection) => "message" in protection);
  if (impossible !== undefined && "message" in impossible) return { type: "impossible", message: impossible.message };
  const writable = roots.map(({ root }): Mount => ({ path: root, access: "writable" }));
  const carved = protections.flatMap((protection) => ("mounts" in protection ? protection.mounts : []));
  const hidden = (confinement.hiddenFiles ?? []).filter(isFile).map((path): Mount => ({ path, access: "none" }));
  return { type: "plan", mounts: outermostFirst([...writable, ...carved, ...hidden]) };
}

function planProtections({ root, readOnlySubpaths }: WritableRoot): { mounts: Mount[] } | { message: string } {
  const mounts: Mount[] = [];
  for (const path of readOnlySubpaths) {
    const parents = repositoryFolders(root, path);
    const link = [...parents, path].find(isSymbolicLink);
    if (link !== undefined)
      return { message: `${link} is a symbolic link and cannot be protected: put what it points to in its place` };
    if (!parents.every(isFolder)) continue;
    if (!exists(path) && !makePlaceholder(path)) continue;
    mounts.push(...parents.map((parent): Mount => ({ path: parent, access: "writable" })), {
      path,
      access: "read-only",
    });
  }
  return { mounts };
}

/** The folders from the repository (`.git`) that `path` is in down to the one above it. */
function repositoryFolders(root: string, path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) folders.unshift(folder);
  const repository = folders.findIndex((folder) => basename(folder) === ".git");
  return repository < 0 ? [] : folders.slice(repository);
}

/**
 * A mount needs something to lie on. An empty folder of hooks and an empty configuration change nothing for Git; anything else that
 * is missing stays so, since an empty file in its place would be in somebody's way.
 */
function makePlaceholder(path: string): boolean {
  if (basename(dirname(path)) !== ".git") return false;
  try {
    if (basename(path) === "hooks") mkdirSync(path);
    else if (basename(path) === "config") writeFileSync(path, "", { flag: "wx" });
  } catch {
    // Somebody else was faster, or it cannot be written at all.
  }
  return exists(path);
}

/** By depth; of two mounts on one path the stricter one wins. */
function outermostFirst(mounts: readonly Mount[]): Mount[] {
  const byPath = new Map<string, Mount>();
  for (const mount of mounts) {
    const known = byPath.get(mount.path);
    if (known === undefined || known.access === "writable") byPath.set(mount.path, mount);
  }
  return [...byPath.values()].sort((a, b) => depth(a.path) - depth(b.path));
}

const depth = (path: string): number => (path === "/" ? 0 : path.split("/").length);
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
const isSymbolicLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
