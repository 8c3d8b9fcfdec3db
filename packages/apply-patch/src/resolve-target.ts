import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errorCode } from "./error-code.js";

/** A path with more links counts as a cycle, as in the operating system. */
const maxLinks = 40;

/**
 * The path with every symbolic link resolved; its last components need not exist. `followLast: false` does not resolve a link at
 * the end: deleting a link deletes the link.
 */
export async function resolveTarget(path: string, options: { readonly followLast: boolean }): Promise<string> {
  if (!options.followLast) return join(await resolveExisting(dirname(path)), basename(path));
  return resolveExisting(path);
}

async function resolveExisting(path: string, links = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
  }
  const parent = await resolveExisting(dirname(path), links);
  const target = await readlink(join(parent, basename(path))).catch(() => undefined);
  if (target === undefined) return join(parent, basename(path));
  // A dangling link: writing would create its target.
  if (links >= maxLinks) throw new Error(`too many symbolic links in ${path}`);
  return resolveExisting(resolve(parent, target), links + 1);
}
