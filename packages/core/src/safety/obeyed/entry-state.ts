import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { readSmallBytesSync } from "../../files/read-small-file.js";

/** What was found at a path. */
export interface EntryState {
  /** Changes with everything that a write, a rename or a change of rights does. */
  readonly signature: string;
  readonly type: "file" | "link" | "folder" | "other";
  readonly mode: number;
  /** Milliseconds since 1970: when its content, name or rights were changed last. Nobody can set it. */
  readonly changedAt: number;
  /** A file's content, a link's target; undefined for what is neither, or too big to be kept. */
  readonly bytes: Buffer | undefined;
}

/** File systems count time in steps, which a busy machine is late with: what is written gets a time that long before. */
export const CLOCK_LAG_MS = 1_000;

/** Settings and hooks are smaller. */
const MAX_BYTES = 1024 * 1024;

/** Undefined when nothing is there. `known` is taken over when nothing has changed: then nothing is read. */
export function stateOf(path: string, known?: EntryState): EntryState | undefined {
  const stats = statsOf(path);
  if (stats === undefined) return undefined;
  const signature = signatureOf(stats);
  if (known?.signature === signature) return known;
  const { mode, ctimeMs: changedAt } = stats;
  if (stats.isSymbolicLink()) return { signature, type: "link", mode, changedAt, bytes: targetOf(path) };
  if (stats.isFile()) return { signature, type: "file", mode, changedAt, bytes: readSmallBytesSync(path, MAX_BYTES) };
  return { signature, type: stats.isDirectory() ? "folder" : "other", mode, changedAt, bytes: undefined };
}

/** Undefined when nothing is there, or nobody may look. */
export function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A folder changes with whatever is in it: only which one it is counts. */
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

/** Whether both say the same to who obeys them: content and the right to be run. */
export function saysTheSame(a: EntryState, b: EntryState): boolean {
  if (a.signature === b.signature) return true;
  if (a.type !== b.type || (b.mode & ~a.mode & 0o111) !== 0) return false;
  return a.type === "folder" || (a.bytes !== undefined && b.bytes !== undefined && a.bytes.equals(b.bytes));
}
