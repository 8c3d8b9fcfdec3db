import { dirname, resolve } from "node:path";
import { pointerTargetOf } from "../protected-paths.js";
import type { EntryState } from "./entry-state.js";
import { isOwnCommonFolder } from "./repository-points.js";

/**
 * Whether the user's own `.git` files already lead to a repository: one more that does, as of a new linked working tree, makes nothing run
 * that did not run before. `before` is what was there before the commands; their own files do not count.
 */
export function isInUse(repository: string, before: ReadonlyMap<string, EntryState>): boolean {
  const textAt = (path: string) => before.get(path)?.bytes?.toString("utf8");
  return [...before].some(([path, { type, bytes }]) => {
    if (type !== "file" || bytes === undefined || !path.endsWith("/.git")) return false;
    const target = pointerTargetOf(bytes.toString("utf8"));
    const folder = target && resolve(dirname(path), target);
    if (folder === undefined) return false;
    const shared = textAt(`${folder}/commondir`);
    return folder === repository || (shared !== undefined && sharedBy(folder, shared) === repository);
  });
}

const sharedBy = (folder: string, commondir: string): string | undefined =>
  isOwnCommonFolder(folder, commondir) ? dirname(dirname(folder)) : undefined;
