import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { readSmallBytesSync } from "../../files/read-small-file.js";

/** What was found at a path. */
export interface EntryState {
  /** Changes with every write, rename or change of permissions. */
  readonly signature: string;
  readonly type: "file" | "link" | "folder" | "other";
  readonly mode: number;
  /** Milliseconds since 1970: the last change of content, name or permissions. Programs cannot set it. */
  readonly changedAt: number;
  /** A file's content or a link's target; undefined for anything else and for files too big to keep. */
  readonly bytes: Buffer | undefined;
  readonly inode: number;
  /** Whether it is a file that can also be written by other names, hard links. */
  readonly hasOtherNames: boolean;
}

/** File system clocks are coarse, and late on a busy machine: a file's time can be this much before the write. */
export const CLOCK_LAG_MS = 1_000;

/** Settings and hooks are smaller. */
const MAX_BYTES = 1024 * 1024;

/** Undefined if nothing is there. Returns `known`, without reading, if nothing has changed. */
export function stateOf(path: string, known?: EntryState): EntryState | undefined {
  const stats = statsOf(path);
  if (stats === undefined) return undefined;
  const signature = signatureOf(stats);
  if (known?.signature === signature) return known;
  const { ino: inode, mode, ctimeMs: changedAt } = stats;
  const common = { signature, inode, mode, changedAt, hasOtherNames: hasOtherNames(stats) };
  if (stats.isSymbolicLink()) return { ...common, type: "link", bytes: targetOf(path) };
  if (stats.isFile()) return { ...common, type: "file", bytes: readSmallBytesSync(path, MAX_BYTES) };
  return { ...common, type: stats.isDirectory() ? "folder" : "other", bytes: undefined };
}

/** Undefined if nothing is there or it is not accessible. */
export function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export const hasOtherNames = (stats: Stats): boolean => stats.isFile() && stats.nlink > 1;

/** A folder's times change with its entries, so only its identity counts. */
function signatureOf(stats: Stats): string {
  const { dev, ino, size, mtimeMs, ctimeMs, mode } = stats;
  return stats.isDirectory() ? `${dev}:${ino}` : [dev, ino, size, mtimeMs, ctimeMs, mode].join(":");
}

function targetOf(path: string): Buffer | undefined {
  try {
    return readlinkSync(path, { encoding: "buffer" });
  } catch {
    return undefined;
  }
}

/** Whether a program would behave the same with both: same content and execute permission. */
export function isSameState(a: EntryState, b: EntryState): boolean {
  if (a.signature === b.signature) return true;
  if (a.type !== b.type || (b.mode & ~a.mode & 0o111) !== 0) return false;
  return a.type === "folder" || (a.bytes !== undefined && b.bytes !== undefined && a.bytes.equals(b.bytes));
}
