import path from "node:path";
import { runGit } from "@codex/core";
import { makeScratchFolder } from "@codex/private-files";
import type { Fleet } from "../connection/fleet.js";
import { BundleStore, type RepositoryCall, unusable } from "./bundle-store.js";
import { deleteClientRefs, newClientRefs } from "./client-refs.js";
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
    return await treePatch(from.checkpoint, to.checkpoint, call);
  } finally {
    await deleteClientRefs(refs, call);
  }
}

async function treePatch(from: string, to: string, call: RepositoryCall): Promise<string> {
  const [before, after] = [await plainTree(from, call), await plainTree(to, call)];
  const patch = await runGit(["diff-tree", "-p", "--binary", "--no-ext-diff", "--no-textconv", before, after], call);
  if (patch === undefined) throw unusable("Git could not compare two states of the working tree");
  return patch;
}

/** A checkpoint has files in two folders, by how Git stores them. Returns a tree with all of them in place. */
async function plainTree(checkpoint: string, call: RepositoryCall): Promise<string> {
  await using scratch = await makeScratchFolder(call.codexHome);
  const own = { ...call, indexFile: path.join(scratch.path, "index") };
  const raw = await runGit(["ls-tree", "-r", "-z", `${checkpoint}:raw`], call);
  const read = await runGit(["read-tree", `${checkpoint}:base`], own);
  if (raw === undefined || read === undefined) throw unusable("Git could not read a state of the working tree");
  await runGit(["update-index", "-z", "--add", "--index-info"], { ...own, input: raw });
  const tree = (await runGit(["write-tree"], own))?.trim();
  if (tree === undefined || tree === "") throw unusable("Git could not write a state of the working tree");
  return tree;
}
