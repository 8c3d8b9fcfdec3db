import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";

/** The entries of a folder one by one, so that a caller can stop at a limit; none if it cannot be listed. */
export async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  const directory = await opendir(folder).catch(() => undefined);
  if (directory === undefined) return;
  try {
    yield* directory;
  } catch {
    // It has been deleted, or we may no longer read it.
  }
}
