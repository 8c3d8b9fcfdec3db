import { lstatSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Environment } from "../environment.js";
import { isBelow } from "../files/is-within.js";
import { readSmallBytesSync } from "../files/read-small-file.js";
import { namesIn } from "./folder-entries.js";
import { type LinkedPlaces, linkedPlaces } from "./obeyed/linked-places.js";
import type { OuterGitFolder } from "./roots/outer-git-folder.js";
import type { ScopeRoot } from "./roots/session-roots.js";
import { startupFilesOf } from "./startup-files.js";
import { temporaryCaches } from "./temporary-caches.js";

/**
 * Project files and folders that agents obey: settings that name programs, servers and hooks; skills; and logins. Also what Mercurial and
 * Jujutsu obey, in place of Git. Contains only those that everyday work does not change.
 */
const AGENT_FILES: readonly string[] = [
  ...[".codex", ".agents", ".aws", ".mcp.json", ".claude/settings.json", ".claude/settings.local.json"],
  ...[".gemini/settings.json", ".qwen/settings.json", ".cursor/mcp.json", ".cursor/hooks.json", ".vscode/mcp.json"],
  ...[".kiro/settings/mcp.json", ".roo/mcp.json", ".kilocode/mcp.json", ".amazonq/mcp.json", ".trae/mcp.json"],
  ...[".opencode/plugin", ".opencode/plugins", ".opencode/tool", ".opencode/tools", "opencode.json", "opencode.jsonc"],
  ...["crush.json", ".crush.json", ".junie/mcp/mcp.json", ".factory/mcp.json", ".amp/settings.json", ".github/hooks"],
  ...[".hg/hgrc", ".hg/hgrc-not-shared", ".hg/sharedpath", ".jj/repo/config.toml", ".jj/workspace-config.toml"],
];

export const agentFilesIn = (folder: string): string[] => AGENT_FILES.map((name) => join(folder, name));

/**
 * Paths below a project that must not change, whether they exist or not: through them a command could make Git, Codex or another
 * agent run something later, outside the sandbox.
 */
export function protectedPathsBelow(workspace: string): string[] {
  return [
    ...agentFilesIn(workspace),
    ...ifThere(join(workspace, ".gitmodules")),
    ...protectedPathsOfGit(join(workspace, ".git")),
  ];
}

/** The same for one `.git`: a repository's folder, or the file that points to the repository. */
export function protectedPathsOfGit(git: string): string[] {
  if (!isFile(git)) return protectedPathsOfRepository(git);
  const repository = repositoryOf(git);
  return repository === undefined ? [git] : [git, ...protectedPathsOfRepository(repository)];
}

function protectedPathsOfRepository(folder: string): string[] {
  return [
    join(folder, "hooks"),
    join(folder, "config"),
    join(folder, "commondir"),
    ...ifThere(join(folder, "config.worktree")),
  ];
}

interface ProtectionParts {
  readonly env: Environment;
  readonly codexHome: string | undefined;
  /** What was already looked at. Default: nothing. */
  readonly places?: LinkedPlaces | undefined;
}

/** What must not change in a writable folder, where making it read-only gets in nobody's way. */
export function protectedPathsIn(
  { root, workspaces, gitFolders = [] }: Pick<ScopeRoot, "root" | "workspaces" | "gitFolders">,
  { env, codexHome, places = linkedPlaces([]) }: ProtectionParts,
): string[] {
  const isInside = (path: string) => isBelow(root, path);
  return [
    ...workspaces.flatMap(protectedPathsBelow).filter(isInside),
    ...gitFolders.flatMap((git) => protectedPathsOfOuter(git, gitFolders)),
    ...startupFilesOf(env).filter(isInside).filter(places.exists),
    ...temporaryCaches(env).filter(isInside),
    ...(codexHome === undefined || !isInside(codexHome) ? [] : [codexHome]),
  ];
}

/**
 * For a repository shared by several working trees: in addition to the usual paths, everything that belongs to the other working
 * trees, including the main one.
 */
function protectedPathsOfOuter({ folder, own }: OuterGitFolder, all: readonly OuterGitFolder[]): string[] {
  if (folder === own) return protectedPathsOfRepository(folder);
  const trees = namesIn(join(folder, "worktrees")).map((name) => join(folder, "worktrees", name));
  return [
    ...protectedPathsOfRepository(folder),
    ...["HEAD", "index", "modules"].flatMap((name) => ifThere(join(folder, name))),
    ...trees.filter((tree) => !all.some((other) => other.own === tree)),
    ...["commondir", "gitdir", "config.worktree"].flatMap((name) => ifThere(join(own, name))),
  ];
}

/** Longer files are no pointers: a path has 4 KiB at most. */
const MAX_POINTER_BYTES = 8 * 1024;

/** Where a `.git` file says that the repository is; undefined if it is no such file. */
export function repositoryOf(file: string): string | undefined {
  const text = readSmallBytesSync(file, MAX_POINTER_BYTES)?.toString("utf8") ?? "";
  const path = pointerTargetOf(text);
  return path === undefined ? undefined : resolve(dirname(file), path);
}

/** The path in the text of a `.git` file, as written. */
export const pointerTargetOf = (text: string): string | undefined => /^gitdir: ([^\n]+)\n*$/.exec(text)?.[1];

const ifThere = (path: string): string[] => (lstat(path) === undefined ? [] : [path]);
const isFile = (path: string): boolean => lstat(path)?.isFile() ?? false;

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A file where a folder should be, a loop of links, a folder that may not be entered.
  }
}
