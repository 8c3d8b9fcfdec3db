import { constants } from "node:fs";
import { lstat, open, readdir, rename, rmdir, symlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { openDirectory } from "@codex/apply-patch";
import type { Replacement } from "./judge-point.js";

/**
 * Gives what is at a path another name, under which nobody reads it: it may be somebody's work and must not be lost. The folder is
 * held open meanwhile, so that a link in its place leads nowhere. Undefined when it could not be done.
 */
export async function putAside(path: string): Promise<string | undefined> {
  try {
    await using folder = await openDirectory(dirname(path), { onCreate: () => {} });
    const entry = await folder.entry(basename(path));
    for (let count = 1; ; count++) {
      const name = `${basename(path)}.untrusted${count === 1 ? "" : `-${count}`}`;
      const aside = await folder.entry(name);
      if (await exists(aside)) continue;
      await rename(entry, aside);
      // Nothing is lost with an empty folder.
      if ((await lstat(aside)).isDirectory() && (await readdir(aside)).length === 0) await rmdir(aside);
      return name;
    }
  } catch {
    return undefined;
  }
}

/** Makes what is to be in the place of what was put aside. False when something is there again, or it could not be done. */
export async function putBack(path: string, { type, bytes, mode }: Replacement): Promise<boolean> {
  try {
    await using folder = await openDirectory(dirname(path), { onCreate: () => {} });
    if (type === "link") {
      await symlink(Buffer.from(bytes), await folder.entry(basename(path)));
      return true;
    }
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    await using file = await open(await folder.entry(basename(path)), flags, 0o600);
    await file.writeFile(bytes);
    await file.chmod(mode & 0o777);
    return true;
  } catch {
    return false;
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
