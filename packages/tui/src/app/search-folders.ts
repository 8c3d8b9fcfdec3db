import { readdir } from "node:fs/promises";
import path from "node:path";
import { homeFolder } from "@codex/core";

type Env = Readonly<Record<string, string | undefined>>;

const MAX_FOLDERS = 50;

/** Resolves the named folder from another one; `~` is the home folder. */
export function folderNamed(words: string, cwd: string, env: Env): string {
  return path.resolve(
    cwd,
    words.replace(/^~(?=$|\/)/, () => homeFolder(env) ?? "~"),
  );
}

/**
 * The folders that start with the letters, spelled the same way and with a trailing slash; hidden ones only if the letters contain the dot.
 */
export async function searchFolders(letters: string, cwd: string, env: Env): Promise<readonly string[]> {
  const named = letters.slice(0, letters.lastIndexOf("/") + 1);
  const begun = letters.slice(named.length);
  const entries = await readdir(folderNamed(named, cwd, env), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter((name) => name.startsWith(begun) && (!name.startsWith(".") || begun.startsWith(".")))
    .sort()
    .slice(0, MAX_FOLDERS)
    .map((name) => `${named}${name}/`);
}
