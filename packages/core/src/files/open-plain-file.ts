import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Opening a pipe must not block, and no terminal may become our controlling terminal. */
export const READ_PLAIN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Opens a regular file to read it. Throws for anything else: a pipe without a writer would be waited for without end. */
export async function openPlainFile(file: string): Promise<FileHandle> {
  const handle = await open(file, READ_PLAIN);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error(`${file} is not a regular file`);
}
