import type { FileHandle } from "node:fs/promises";
import { readlink } from "node:fs/promises";
import { isOneOf, leadsInto } from "./leads-into.js";

/**
 * Whether an open file is in one of some places, or is one of these files: unlike a check of its path before, this also holds if a
 * link in the path changes meanwhile. `path` is how it was opened.
 */
export async function isOpenedIn(file: FileHandle, path: string, places: readonly string[]): Promise<boolean> {
  if (places.length === 0) return false;
  if (await isOneOf(await file.stat({ bigint: true }), places)) return true;
  return leadsInto((await nameOf(file)) ?? path, places);
}

/** Its real path, however it was opened; undefined if the system does not tell. */
export const nameOf = (file: FileHandle): Promise<string | undefined> =>
  readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined);
