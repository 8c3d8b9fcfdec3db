import { type BigIntStats, lstatSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isWithin } from "../../files/is-within.js";
import { realPathWithMissing } from "../../files/real-path.js";

/** A folder and its identity when it was resolved. */
export interface KnownFolder {
  /** Its real path, even if it does not exist. */
  readonly real: string;
  /** Undefined: it did not exist or is no folder. Then it stays closed. */
  readonly identity: BigIntStats | undefined;
}

/** A folder that existed. */
export type UsableFolder = KnownFolder & { readonly identity: BigIntStats };

export const isUsable = <Folder extends KnownFolder>(folder: Folder): folder is Folder & UsableFolder =>
  folder.identity !== undefined;

export function lookUp(path: string): KnownFolder {
  const real = realPathWithMissing(path);
  const identity = folderAt(real);
  return { real, identity };
}

/** Undefined if there is none, or a link in its place. */
export function folderAt(real: string): BigIntStats | undefined {
  try {
    const stats = lstatSync(real, { bigint: true });
    return stats.isDirectory() ? stats : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Device and inode identify a folder, but on some overlay file systems the inode number changes after a while; the birth time does
 * not.
 */
export function isStill({ real, identity }: UsableFolder): boolean {
  const now = folderAt(real);
  if (now === undefined || now.dev !== identity.dev) return false;
  return now.ino === identity.ino || (now.birthtimeNs === identity.birthtimeNs && now.birthtimeNs > 0n);
}

export const changedMessage = ({ real }: KnownFolder): string =>
  `${real} is not the folder any more that it was when the session began; put it back, or start a new session`;

/** Whether a path leads through a link in a place where commands can create links. */
export function leadsThroughLinkIn(path: string, writable: readonly string[]): boolean {
  for (let part = path; dirname(part) !== part; part = dirname(part)) {
    const parent = realPathWithMissing(dirname(part));
    const isLink = isLinkAt(join(parent, basename(part)));
    if (isLink && writable.some((root) => isWithin(root, parent))) return true;
  }
  return false;
}

function isLinkAt(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
