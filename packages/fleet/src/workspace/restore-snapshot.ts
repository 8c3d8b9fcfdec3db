import { randomUUID } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import {
  createCheckpoint,
  findRepository,
  type GitCall,
  isWithin,
  readCheckpoint,
  restoreCheckpoint,
  runGit,
} from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { BundleStore, type RepositoryCall } from "./bundle-store.js";
import { requiredGit } from "./required-git.js";
import { restoreBranches } from "./snapshot-branches.js";
import { GIT_LIMIT_MS } from "./take-snapshot.js";
import { unusable } from "./unusable.js";
import { isInWorkspace, type Snapshot } from "./workspace-ref.js";

const SHA256_LENGTH = 64;

/** Restores the snapshot in the folder, whatever its state, except files that Git ignores. Returns the folder to work in. */
export async function restoreSnapshot(
  fleet: Fleet,
  snapshot: Snapshot,
  { root, codexHome, env, signal }: { readonly root: string } & Pick<RepositoryCall, "codexHome" | "env" | "signal">,
): Promise<string> {
  const call: RepositoryCall = { cwd: root, codexHome, env, signal, timeoutMs: GIT_LIMIT_MS };
  await makeRepository(root, call, snapshot.checkpoint);
  const bundles = new BundleStore(fleet, call);
  if (snapshot.head !== undefined) await bundles.take(snapshot.head);
  await bundles.take(snapshot.checkpoint);
  if (snapshot.head !== undefined) await checkOut(snapshot.head, snapshot.branch, call);
  await restoreBranches(snapshot, bundles, call);
  await restoreFiles(snapshot, call);
  return folderIn(root, snapshot.folder);
}

/** The turn may write below its folder, so links of the repository must not lead elsewhere. */
async function folderIn(root: string, name: string): Promise<string> {
  const realRoot = await realpath(root);
  let folder = realRoot;
  for (const part of name.split("/").filter((each) => each !== "")) {
    const next = path.join(folder, part);
    await mkdir(next).catch(() => {});
    const real = await realpath(next).catch(() => undefined);
    if (real === undefined || !isWithin(realRoot, real) || !isInWorkspace(path.relative(realRoot, real)))
      throw unusable(`${name} is not a folder inside the workspace`);
    folder = real;
  }
  return path.join(root, path.relative(realRoot, folder));
}

/** Creates a repository in the folder if it has none, so that snapshots of it can be taken. `like`: an id of the repository's format. */
export async function makeRepository(root: string, call: GitCall, like = ""): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const found = await findRepository(root);
  if (found !== undefined && path.resolve(found.workTree) === path.resolve(root)) return;
  const format = like.length === SHA256_LENGTH ? ["--object-format=sha256"] : [];
  const args = ["init", "--quiet", "--initial-branch=main", "--template=", ...format, "."];
  await requiredGit(args, call, "create a repository");
}

async function checkOut(head: string, branch: string | undefined, call: GitCall): Promise<void> {
  if (branch === undefined) await requiredGit(["update-ref", "--no-deref", "HEAD", head], call, "check a commit out");
  else {
    await requiredGit(["symbolic-ref", "HEAD", `refs/heads/${branch}`], call, "check a branch out");
    await requiredGit(["update-ref", `refs/heads/${branch}`, head], call, "check a branch out");
  }
  await requiredGit(["read-tree", "--reset", "-u", head], call, "write the files of a commit");
}

async function restoreFiles(snapshot: Snapshot, call: RepositoryCall): Promise<void> {
  const ref = `refs/codex/fleet/now-${randomUUID()}`;
  try {
    const wanted = await readCheckpoint(call, `refs/codex/fleet/${snapshot.checkpoint}`);
    const now = await createCheckpoint({ ...call, isUnlimited: true }, [ref]);
    if (wanted === undefined || now === undefined) throw unusable("Git could not read a state of the working tree");
    await restoreCheckpoint(wanted, now, { ...call, roots: [await realpath(call.cwd)] });
  } finally {
    await runGit(["update-ref", "-d", ref], call);
  }
}
