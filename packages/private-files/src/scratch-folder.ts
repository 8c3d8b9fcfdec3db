import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { ensurePrivateFolder } from "./private-file.js";

/** Folders left behind by a killed process are removed after this time. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

export interface ScratchFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * A new folder in Codex's own folder, which only its owner can access; disposing removes it. In the system's temporary folder, commands
 * could put a link in its place, and Codex would write where they may not. `kind`: the name of the folder around it.
 */
export async function makeScratchFolder(codexHome: string, kind = "scratch"): Promise<ScratchFolder> {
  const parent = path.join(codexHome, kind);
  await ensurePrivateFolder(parent);
  await removeOld(parent);
  const folder = await mkdtemp(`${parent}${path.sep}`);
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }).catch(() => undefined),
  };
}

async function removeOld(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    // Another process may be removing it.
    const found = await lstat(folder).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > MAX_AGE_MS)
      await rm(folder, { recursive: true, force: true });
  }
}
