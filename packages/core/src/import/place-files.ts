import { cp, lstat, mkdir, readdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { isNotFound } from "@codex/private-files";
import { CodexError } from "../error.js";
import { entriesBelow } from "../files/entries-below.js";
import { readSmallFile } from "../files/read-small-file.js";
import type { ImportPlace } from "./import-place.js";

const MAX_BYTES = 1024 * 1024;
/** For a copied folder: more is no skill and no hook, and could fill the disk. */
const MAX_FOLDER_BYTES = 256 * 1024 * 1024;
const MAX_FOLDER_ENTRIES = 20_000;

/**
 * The text of a file of the other agent, by its path below the source. In a repository, links are not followed: they could lead to any of
 * the user's files, and the model sees what is imported.
 */
export async function readSource(place: ImportPlace, name: string): Promise<string | undefined> {
  if (place.repository !== undefined && (await isBehindLink(place.source, name))) return undefined;
  return readSmallFile(path.join(place.source, name), MAX_BYTES);
}

/** Sorted names in a folder of the other agent; empty if there is no such folder. */
export async function sourceNames(place: ImportPlace, name: string, what: "files" | "folders"): Promise<string[]> {
  if (place.repository !== undefined && (await isBehindLink(place.source, name))) return [];
  const entries = await readdir(path.join(place.source, name), { withFileTypes: true }).catch(() => []);
  const fitting = entries.filter((entry) => (what === "files" ? entry.isFile() : entry.isDirectory()));
  return fitting.map((entry) => entry.name).sort();
}

/**
 * Creates a file of Codex's.
 * @throws CodexError `config-invalid` when it exists, or a link leads out of its place.
 */
export async function writeTarget(place: ImportPlace, file: string, text: string): Promise<void> {
  await makeFolderOf(place, file);
  await writeFile(file, text, { flag: "wx" });
}

/**
 * Copies a folder with its regular files; links are left out.
 * @throws CodexError `config-invalid` when there is too much in it.
 */
export async function copyFolder(place: ImportPlace, name: string, target: string): Promise<void> {
  const source = path.join(place.source, name);
  if (await holdsTooMuch(source)) throw new CodexError("config-invalid", `${source} is too large to be copied`);
  await makeFolderOf(place, target);
  const filter = async (file: string) => {
    const stats = await lstat(file);
    return stats.isDirectory() || stats.isFile();
  };
  await cp(source, target, { recursive: true, force: false, errorOnExist: true, filter });
}

async function holdsTooMuch(root: string): Promise<boolean> {
  let [bytes, entries] = [0, 0];
  for await (const { file, entry } of entriesBelow(root)) {
    bytes += entry.isFile() ? ((await lstat(file).catch(() => undefined))?.size ?? 0) : 0;
    entries += 1;
    if (bytes > MAX_FOLDER_BYTES || entries > MAX_FOLDER_ENTRIES) return true;
  }
  return false;
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
 * Creates the folder of a target if it is missing. In a repository, the path must not contain links.
 * @throws CodexError `config-invalid` when it does.
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
