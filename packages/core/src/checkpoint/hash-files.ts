import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { type GitCall, runGit } from "../git/run-git.js";
import { holdFiles } from "./hold-files.js";
import { checkpointFailed, requiredOutput } from "./required-output.js";

/** Files that are open at the same time. */
const MAX_HELD = 200;
/** After Git's standard streams. */
const FIRST_OF_GIT = 3;
/** The same limit at which Git itself unpacks received objects. */
const FEW_FILES = 100;

/**
 * Stores files in the repository, byte for byte, and returns their ids in order. Many files go into one pack, because Git waits for
 * the disk for each loose object. `objects` is the repository's folder of objects.
 */
export async function hashFiles(
  names: readonly string[],
  { objects, ...call }: GitCall & { readonly objects: string },
): Promise<string[]> {
  if (names.length === 0) return [];
  if (names.length <= FEW_FILES) return hash(names, call);
  // On the same disk, under a name that Git cleans up itself if we do not.
  const aside = await mkdtemp(path.join(objects, "tmp_objdir-codex-"));
  try {
    const objectFolder = { newOnes: aside, others: objects };
    const quickly = ["core.fsync=none", "core.looseCompression=1", "core.compression=1"];
    const hashes = await hash(names, { ...call, objectFolder, settings: [...(call.settings ?? []), ...quickly] });
    const input = [...new Set(hashes)].join("\n");
    const pack = ["pack-objects", "-q", "--local", "--non-empty", "--window=0", path.join(objects, "pack", "pack")];
    await requiredOutput(runGit(pack, { ...call, objectFolder, input }), "");
    return hashes;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function hash(names: readonly string[], call: GitCall): Promise<string[]> {
  const hashes: string[] = [];
  for (let start = 0; start < names.length; start += MAX_HELD) {
    const some = names.slice(start, start + MAX_HELD);
    await using held = await holdFiles(call.cwd, some);
    hashes.push(...(await hashOpen(held.descriptors, call)));
  }
  return hashes;
}

/** Git reads what is open, not what is at a file's name by now. */
async function hashOpen(files: readonly number[], call: GitCall): Promise<string[]> {
  const input = files.map((_, index) => `/dev/fd/${FIRST_OF_GIT + index}\n`).join("");
  const listing = await requiredOutput(
    runGit(["hash-object", "-w", "--no-filters", "--stdin-paths"], { ...call, input, files }),
  );
  const hashes = listing.split("\n");
  if (hashes.length !== files.length) throw checkpointFailed("git failed");
  return hashes;
}
