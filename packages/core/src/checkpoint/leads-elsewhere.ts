import { existsSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import type { Repository } from "../git/repository.js";

/**
 * Whether links in a repository would make Git store these refs, or objects, elsewhere. Commands can put links there, and Git, outside of
 * the sandbox, would write where they cannot. The folders of all objects and of all refs may be links, as in working trees of `repo`, but
 * only to others of their kind.
 */
export async function leadsElsewhere({ commonDir }: Repository, refs: readonly string[]): Promise<boolean> {
  const [objects, allRefs] = [path.join(commonDir, "objects"), path.join(commonDir, "refs")];
  if ((await isOddLink(objects, "pack")) || (await isOddLink(allRefs, "heads"))) return true;
  if ((await hasLinks(objects)) || (await hasLinks(path.join(allRefs, "codex")))) return true;
  const folders = new Set(refs.flatMap(foldersAbove));
  const links = await Promise.all([...folders].map((name) => isLink(path.join(commonDir, name))));
  return links.includes(true);
}

/** Whether a folder is a link to another kind of folder, one without this part. */
const isOddLink = async (folder: string, part: string): Promise<boolean> =>
  (await isLink(folder)) && !existsSync(path.join(folder, part));

async function hasLinks(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => entry.isSymbolicLink());
}

/** The folders of a ref below `refs`. */
function foldersAbove(ref: string): string[] {
  const parts = ref.split("/");
  return parts.slice(2).map((_, index) => parts.slice(0, index + 2).join("/"));
}

const isLink = (folder: string): Promise<boolean> =>
  lstat(folder).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
