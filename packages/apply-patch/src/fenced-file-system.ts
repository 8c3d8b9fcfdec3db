import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { commitWrites } from "./commit-writes.js";
import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";
import { createFence, type WriteAccess } from "./fence.js";
import type { PatchFileSystem, StoredFile } from "./patch-file-system.js";

/** Bigger files are no source text; rejecting them keeps a patch from exhausting memory. */
const maxFileBytes = 64 * 1024 * 1024;

/** The real file system, writable only where `access` allows. Reading is not restricted. */
export function createFencedFileSystem(access: WriteAccess): PatchFileSystem {
  return {
    read: readRegularFile,
    commit: async (changes, signal) => commitWrites(changes, { fence: await createFence(access), signal }),
  };
}

async function readRegularFile(path: string, signal: AbortSignal): Promise<StoredFile | undefined> {
  if (signal.aborted) throw new ApplyPatchError("interrupted", "interrupted before the patch was applied");
  try {
    // Otherwise, opening a named pipe would block until there is a writer.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) throw new ApplyPatchError("not-a-text-file", "it is not a regular file");
    if (stats.size > maxFileBytes) throw new ApplyPatchError("not-a-text-file", "it is larger than 64 MiB");
    return { bytes: await file.readFile(), mode: stats.mode & 0o777 };
  } catch (error) {
    if (error instanceof ApplyPatchError) throw error;
    if (errorCode(error) === "ENOENT") return undefined;
    throw new ApplyPatchError("file-system", `the system said ${errorCode(error) ?? String(error)}`, { cause: error });
  }
}
