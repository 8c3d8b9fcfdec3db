import path from "node:path";
import { readCheckpoint, runGit } from "@codex/core";
import { makeScratchFolder } from "@codex/private-files";
import type { Fleet } from "../connection/fleet.js";
import { BundleStore, type RepositoryCall } from "./bundle-store.js";
import { deleteClientRefs, newClientRefs } from "./client-refs.js";
import { requiredGit } from "./required-git.js";
import { unusable } from "./unusable.js";
import type { Snapshot } from "./workspace-ref.js";

/** The difference between two snapshots of a repository, in Git's format; empty if there is none. */
export async function patchBetween(
  fleet: Fleet,
  { from, to }: { readonly from: Snapshot; readonly to: Snapshot },
  call: RepositoryCall,
): Promise<string> {
  const refs = newClientRefs();
  const bundles = new BundleStore(fleet, call, refs);
  try {
    // Bundles of the result require the commit that was checked out.
    if (from.head !== undefined) await bundles.take(from.head);
    if (to.head !== undefined) await bundles.take(to.head);
    await bundles.take(from.checkpoint);
    await bundles.take(to.checkpoint);
    return await treePatch(from, to, call);
  } finally {
    await deleteClientRefs(refs, call);
  }
}

async function treePatch(from: Snapshot, to: Snapshot, call: RepositoryCall): Promise<string> {
  // Workers begin with the committed state of files that were not sent. Of files that stayed on a worker, nobody knows the changes.
  const before = await plainTree(from.checkpoint, from.head, call);
  const after = await plainTree(to.checkpoint, before, call);
  const patch = await runGit(["diff-tree", "-p", "--binary", "--no-ext-diff", "--no-textconv", before, after], call);
  if (patch === undefined) throw unusable("Git could not compare two states of the working tree");
  return patch;
}

/**
 * A checkpoint has files in two folders, by how Git stores them. Returns a tree with all of them in place. Files that it does not contain
 * are those of the tree `others`.
 */
async function plainTree(checkpoint: string, others: string | undefined, call: RepositoryCall): Promise<string> {
  await using scratch = await makeScratchFolder(call.codexHome);
  const own = { ...call, indexFile: path.join(scratch.path, "index") };
  const raw = await runGit(["ls-tree", "-r", "-z", `${checkpoint}:raw`], call);
  const read = await runGit(["read-tree", `${checkpoint}:base`], own);
  if (raw === undefined || read === undefined) throw unusable("Git could not read a state of the working tree");
  const input = raw + (await entriesLeftOut(checkpoint, others, call));
  await requiredGit(
    ["update-index", "-z", "--add", "--index-info"],
    { ...own, input },
    "read a state of the working tree",
  );
  const tree = (await runGit(["write-tree"], own))?.trim();
  if (tree === undefined || tree === "") throw unusable("Git could not write a state of the working tree");
  return tree;
}

/** The entries of a tree for the files that the checkpoint does not contain. */
async function entriesLeftOut(checkpoint: string, tree: string | undefined, call: RepositoryCall): Promise<string> {
  const names = new Set((await readCheckpoint(call, checkpoint))?.left);
  if (tree === undefined || names.size === 0) return "";
  const entries = await runGit(["ls-tree", "-r", "-z", "--full-tree", tree], call);
  if (entries === undefined) throw unusable("Git could not read the files of a commit");
  const found = entries.split("\0").filter((entry) => names.has(entry.slice(entry.indexOf("\t") + 1)));
  return found.map((entry) => `${entry}\0`).join("");
}
