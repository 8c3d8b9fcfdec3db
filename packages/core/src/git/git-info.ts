import path from "node:path";
import { gitConfigValue } from "./git-config.js";
import { findRepository, type Repository, readTrimmed } from "./repository.js";

/** A rollout's record of the repository that its session started in. Field names are the file's. */
export interface GitInfo {
  readonly commit_hash?: string | undefined;
  /** Absent if no branch is checked out. */
  readonly branch?: string | undefined;
  /** Of the remote `origin`, without credentials. */
  readonly repository_url?: string | undefined;
}

/**
 * The commit, branch and remote of the repository around `cwd`; undefined outside of one. Only reads files: no Git process runs, so
 * nothing configured by the repository can run.
 */
export async function collectGitInfo(cwd: string, signal: AbortSignal): Promise<GitInfo | undefined> {
  signal.throwIfAborted();
  const repository = await findRepository(cwd);
  if (repository === undefined) return undefined;
  const [head, config] = await Promise.all([
    readTrimmed(path.join(repository.gitDir, "HEAD")),
    readTrimmed(path.join(repository.commonDir, "config")),
  ]);
  const ref = head?.startsWith("ref: ") ? head.slice("ref: ".length).trim() : undefined;
  const url = config === undefined ? undefined : gitConfigValue(config, "remote.origin.url");
  return {
    commit_hash: ref === undefined ? objectId(head) : await resolveRef(repository, ref),
    branch: ref?.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined,
    repository_url: url === undefined ? undefined : withoutCredentials(url),
  };
}

async function resolveRef(repository: Repository, ref: string): Promise<string | undefined> {
  if (ref.split("/").includes("..")) return undefined;
  for (const folder of new Set([repository.gitDir, repository.commonDir])) {
    const loose = objectId(await readTrimmed(path.join(folder, ref)));
    if (loose !== undefined) return loose;
  }
  const packed = await readTrimmed(path.join(repository.commonDir, "packed-refs"));
  const line = packed?.split("\n").find((entry) => entry.endsWith(` ${ref}`));
  return objectId(line?.split(" ")[0]);
}

function objectId(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text) ? text : undefined;
}

/**
 * A user name alone may be a token (`https://TOKEN@host`); for SSH it is just a name, and part of the address. What follows `?` is
 * no part of a repository's address, and may be a token too.
 */
function withoutCredentials(url: string): string {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(url) ?? [];
  if (scheme === "") return url;
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(0, at));
  const isName = /^(git\+)?ssh:/i.test(scheme) && /^[\w.-]+$/.test(user);
  const path = end < 0 ? "" : rest.slice(end).replace(/[?#].*$/s, "");
  return scheme + (isName ? `${user}@` : "") + authority.slice(at + 1) + path;
}
