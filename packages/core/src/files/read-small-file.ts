import { readFile, stat } from "node:fs/promises";

/**
 * The text of a file; undefined when there is none, when it cannot be read, and when it is bigger than `maxBytes` or no plain file:
 * a repository may have put a pipe in its place, which would be waited for without end.
 */
export async function readSmallFile(file: string, maxBytes: number): Promise<string | undefined> {
  try {
    const stats = await stat(file);
    return stats.isFile() && stats.size <= maxBytes ? await readFile(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
