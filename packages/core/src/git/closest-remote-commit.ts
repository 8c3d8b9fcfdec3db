import { type GitCall, runGit } from "./run-git.js";

interface Ref {
  readonly sha: string;
  /** Full name. */
  readonly name: string;
  /** The target of a symbolic ref. */
  readonly target: string;
}

/**
 * The commit closest to HEAD that a remote has. Candidates are the current branch, the remotes' default branch and every remote
 * branch that contains HEAD; the closest is the one with the fewest commits between it and HEAD. Uses only what was fetched before.
 */
export async function closestRemoteCommit(call: GitCall): Promise<string | undefined> {
  const refs = await listRefs(call, []);
  const remotes = remotesIn(refs, await runGit(["remote"], call));
  const containing = await listRefs(call, ["--contains=HEAD"]);
  const current = (await runGit(["symbolic-ref", "--quiet", "--short", "HEAD"], call))?.trim();
  let closest: { sha: string; distance: number } | undefined;
  for (const branch of new Set([
    ...(current ? [current] : []),
    ...defaultBranch(refs, remotes),
    ...remotes.flatMap((remote) => branchesOf(remote, containing)),
  ])) {
    const pushed = remotes
      .map((remote) => find(refs, `refs/remotes/${remote}/${branch}`))
      .find((ref) => ref !== undefined);
    if (pushed === undefined) continue;
    const distance = await commitsAhead(find(refs, `refs/heads/${branch}`) ?? pushed, call);
    if (distance !== undefined && distance < (closest?.distance ?? Number.POSITIVE_INFINITY)) {
      closest = { sha: pushed.sha, distance };
    }
  }
  return closest?.sha;
}

async function listRefs(call: GitCall, options: readonly string[]): Promise<Ref[]> {
  const format = "--format=%(objectname) %(refname) %(symref)";
  const listing = await runGit(["for-each-ref", format, ...options, "refs/heads", "refs/remotes"], call);
  return (listing ?? "").split("\n").flatMap((line) => {
    const [sha = "", name = "", target = ""] = line.split(" ");
    return sha === "" ? [] : [{ sha, name, target }];
  });
}

/** The names of the remotes, `origin` first. */
function remotesIn(refs: readonly Ref[], listing: string | undefined): string[] {
  const names = (listing ?? "").split("\n").filter((name) => name !== "" && branchesOf(name, refs).length > 0);
  return names.sort((a, b) => Number(b === "origin") - Number(a === "origin"));
}

// Differs from codex-rs, which asks the remote over the network if the default branch is not known locally. That would run programs
// that the repository's configuration names.
function defaultBranch(refs: readonly Ref[], remotes: readonly string[]): string[] {
  for (const remote of remotes) {
    const target = find(refs, `refs/remotes/${remote}/HEAD`)?.target.split("/").at(-1);
    if (target) return [target];
  }
  return ["main", "master"].filter((name) => find(refs, `refs/heads/${name}`) !== undefined).slice(0, 1);
}

function branchesOf(remote: string, refs: readonly Ref[]): string[] {
  const prefix = `refs/remotes/${remote}/`;
  return refs.flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

function find(refs: readonly Ref[], name: string): Ref | undefined {
  return refs.find((ref) => ref.name === name);
}

async function commitsAhead(ref: Ref, call: GitCall): Promise<number | undefined> {
  const count = await runGit(["rev-list", "--count", `${ref.sha}..HEAD`], call);
  return count === undefined ? undefined : Number(count);
}
