import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, readFile } from "node:fs/promises";
import path from "node:path";
import { findRepository, type GitCall, runGit, withoutOwnFilters } from "@codex/core";

/** A file that changed more recently could change again within the clock's resolution. */
const SETTLED_MS = 1_000;

/** A command may have put a pipe in the file's place. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const NO_BRANCH = "refs/heads/.invalid";

/**
 * A text that changes whenever the working tree, its index or a branch does, so that no snapshot is needed while it stays the same. Undefined
 * if that is uncertain. Costs a fraction of a snapshot, since it reads no files.
 */
export async function workingTreeFingerprint(call: GitCall): Promise<string | undefined> {
  const repository = await findRepository(call.cwd);
  const filters = await withoutOwnFilters(call);
  if (repository === undefined || filters === undefined) return undefined;
  const settings = [...filters, "core.autocrlf=false"];
  const [head, branches, changed] = await Promise.all([
    readFile(path.join(repository.gitDir, "HEAD"), { encoding: "utf8", flag: WITHOUT_WAITING }).catch(() => undefined),
    runGit(["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/remotes"], call),
    runGit(["ls-files", "-z", "-m", "-d", "-o", "--exclude-standard"], { ...call, settings }),
  ]);
  // With Git's newer format of refs, the file does not say what is checked out.
  if (head === undefined || head.includes(NO_BRANCH) || branches === undefined || changed === undefined)
    return undefined;
  const names = new Set(changed.split("\0").filter((name) => name !== ""));
  const files = [path.join(repository.gitDir, "index"), ...[...names].map((name) => path.join(call.cwd, name))];
  const states = await Promise.all(files.map(stateOf));
  if (states.includes(undefined)) return undefined;
  return createHash("sha256")
    .update(JSON.stringify([head, branches, changed, states]))
    .digest("hex");
}

/** What changes with the file; undefined while it is too recent, or for another repository, whose files are not listed. */
async function stateOf(file: string): Promise<string | undefined> {
  const stats = await lstat(file, { bigint: true }).catch(() => undefined);
  if (stats === undefined) return "gone";
  const isSettled = Number(stats.ctimeMs) < Date.now() - SETTLED_MS;
  if (stats.isDirectory() || !isSettled) return undefined;
  return [stats.ino, stats.mode, stats.size, stats.mtimeNs, stats.ctimeNs].join(" ");
}
