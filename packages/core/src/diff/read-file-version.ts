import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { openPlainFile } from "../files/open-plain-file.js";
import { readSmallBytes } from "../files/read-small-file.js";

/** A file as Git sees it. */
export interface FileVersion {
  readonly mode: "100644" | "100755" | "120000";
  /** Git's name for the content: its SHA-1 with a header. Of a file that is too big to be read, a name for its size and time. */
  readonly objectId: string;
  /** The content, or a symbolic link's target; undefined if it is too big to be shown. */
  readonly bytes: Uint8Array | undefined;
}

/** Nobody reads a bigger diff, and it is kept in memory for the whole turn. */
const maxShownBytes = 16 * 1024 * 1024;
/** A command can make a file of terabytes at once, but reading it takes hours. */
const maxReadBytes = 1024 * 1024 * 1024;

/** Undefined if there is no readable file: for a diff, that is the same. */
export async function readFileVersion(path: string): Promise<FileVersion | undefined> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return version("120000", new TextEncoder().encode(await readlink(path)));
    if (!stats.isFile()) return undefined;
    const mode = (stats.mode & 0o111) === 0 ? "100644" : "100755";
    if (stats.size <= maxShownBytes) {
      const bytes = await readSmallBytes(path, maxShownBytes);
      return bytes && version(mode, bytes);
    }
    const objectId = stats.size > maxReadBytes ? nameUnread(stats) : await hashFile(path, stats.size);
    return { mode, objectId, bytes: undefined };
  } catch {
    return undefined;
  }
}

function version(mode: FileVersion["mode"], bytes: Uint8Array): FileVersion {
  return { mode, objectId: startHash(bytes.length).update(bytes).digest("hex"), bytes };
}

/** Reads no more than the size, even if the file grows meanwhile. */
async function hashFile(path: string, size: number): Promise<string> {
  const hash = startHash(size);
  await using file = await openPlainFile(path);
  for await (const chunk of file.createReadStream({ end: size - 1, autoClose: false })) hash.update(chunk);
  return hash.digest("hex");
}

const nameUnread = ({ size, ino, mtimeMs }: Stats): string => startHash(size).update(`${ino} ${mtimeMs}`).digest("hex");

/** Does not ask Git for the name, because its filters may run programs of the repository. */
function startHash(size: number) {
  return createHash("sha1").update(`blob ${size}\0`);
}
