import { type BigIntStats, lstatSync, readlinkSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
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
  return linksOn(path).some((link) => writable.some((root) => isWithin(root, dirname(link))));
}

/** The links that a path leads through, each in its real folder; with those that links lead through in turn. */
export function linksOn(path: string): string[] {
  const found = new Set<string>();
  const waiting = [path];
  for (const next of waiting) {
    for (let part = next; dirname(part) !== part; part = dirname(part)) {
      const link = join(realPathWithMissing(dirname(part)), basename(part));
      const target = targetOf(link);
      if (target === undefined || found.has(link)) continue;
      found.add(link);
      waiting.push(resolve(dirname(link), target));
    }
  }
  return [...found];
}

/** Undefined if it is no link. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
