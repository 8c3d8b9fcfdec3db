import { randomUUID } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import { createCheckpoint, findRepository, type GitCall, readCheckpoint, restoreCheckpoint, runGit } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { BundleStore, type RepositoryCall, unusable } from "./bundle-store.js";
import { GIT_LIMIT_MS } from "./take-snapshot.js";
import type { Snapshot } from "./workspace-ref.js";

/** Makes the folder what the snapshot says, whatever it was before; files that Git ignores stay. Gives the folder to work in. */
export async function restoreSnapshot(
  fleet: Fleet,
  snapshot: Snapshot,
  { root, codexHome, env, signal }: { readonly root: string } & Pick<RepositoryCall, "codexHome" | "env" | "signal">,
): Promise<string> {
  const call: RepositoryCall = { cwd: root, codexHome, env, signal, timeoutMs: GIT_LIMIT_MS };
  await makeRepository(root, call);
  const bundles = new BundleStore(fleet, call);
  if (snapshot.head !== undefined) await bundles.take(snapshot.head);
  await bundles.take(snapshot.checkpoint);
  if (snapshot.head !== undefined) await checkOut(snapshot.head, snapshot.branch, call);
  await restoreFiles(snapshot, call);
  const folder = path.join(root, snapshot.folder);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A folder without a repository of its own gets one, so that its files can be kept. */
export async function makeRepository(root: string, call: GitCall): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const found = await findRepository(root);
  if (found !== undefined && path.resolve(found.workTree) === path.resolve(root)) return;
  await must(runGit(["init", "--quiet", "--initial-branch=main", "--template=", "."], call), "make a repository");
}

async function checkOut(head: string, branch: string | undefined, call: GitCall): Promise<void> {
  if (branch === undefined) await must(runGit(["update-ref", "--no-deref", "HEAD", head], call), "check a commit out");
  else {
    await must(runGit(["symbolic-ref", "HEAD", `refs/heads/${branch}`], call), "check a branch out");
    await must(runGit(["update-ref", `refs/heads/${branch}`, head], call), "check a branch out");
  }
  await must(runGit(["read-tree", "--reset", "-u", head], call), "write the files of a commit");
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

async function must(output: Promise<string | undefined>, what: string): Promise<void> {
  if ((await output) === undefined) throw unusable(`Git could not ${what}`);
}
