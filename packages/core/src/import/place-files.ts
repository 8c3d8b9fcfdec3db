import { cp, lstat, mkdir, readdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { isNotFound } from "@codex/private-files";
import { CodexError } from "../error.js";
import { readSmallFile } from "../files/read-small-file.js";
import type { ImportPlace } from "./import-place.js";

const MAX_BYTES = 1024 * 1024;

/**
 * The text of a file of the other agent, by its path below the source. In a repository nothing that a link leads to counts: it
 * could be any file of the user's, and what is imported is told to the model.
 */
export async function readSource(place: ImportPlace, name: string): Promise<string | undefined> {
  if (place.repository !== undefined && (await isBehindLink(place.source, name))) return undefined;
  return readSmallFile(path.join(place.source, name), MAX_BYTES);
}

/** Names in a folder of the other agent, sorted; none where there is no such folder. */
export async function sourceNames(place: ImportPlace, name: string, what: "files" | "folders"): Promise<string[]> {
  if (place.repository !== undefined && (await isBehindLink(place.source, name))) return [];
  const entries = await readdir(path.join(place.source, name), { withFileTypes: true }).catch(() => []);
  const fitting = entries.filter((entry) => (what === "files" ? entry.isFile() : entry.isDirectory()));
  return fitting.map((entry) => entry.name).sort();
}

/** Makes a new file of Codex's. @throws CodexError `config-invalid` when it is there, or a link leads out of its place. */
export async function writeTarget(place: ImportPlace, file: string, text: string): Promise<void> {
  await makeFolderOf(place, file);
  await writeFile(file, text, { flag: "wx" });
}

/** Copies a folder with its plain files; links are left out. */
export async function copyFolder(place: ImportPlace, name: string, target: string): Promise<void> {
  await makeFolderOf(place, target);
  const filter = async (file: string) => {
    const stats = await lstat(file);
    return stats.isDirectory() || stats.isFile();
  };
  await cp(path.join(place.source, name), target, { recursive: true, force: false, errorOnExist: true, filter });
}

export async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (error) => {
      if (isNotFound(error)) return false;
      throw error;
    },
  );
}

/**
 * Makes the folder of a target if need be. In a repository the target may not lie elsewhere than it seems to.
 * @throws CodexError `config-invalid` when a link is on the way.
 */
export async function makeFolderOf(place: ImportPlace, file: string): Promise<void> {
  if (place.repository !== undefined && (await isBehindLink(place.target, path.relative(place.target, file)))) {
    throw new CodexError("config-invalid", `${file} is behind a link: nothing is written there`);
  }
  await mkdir(path.dirname(file), { recursive: true });
}

async function isBehindLink(root: string, name: string): Promise<boolean> {
  let folder = await realpath(root);
  for (const part of name.split(path.sep)) {
    folder = path.join(folder, part);
    const stats = await lstat(folder).catch(() => undefined);
    if (stats?.isSymbolicLink() === true) return true;
  }
  return false;
}
