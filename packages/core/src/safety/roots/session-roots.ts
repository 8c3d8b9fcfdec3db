import { isAbsolute, join, resolve, sep } from "node:path";
import type { SandboxPolicy } from "@codex/protocol";
import type { Environment } from "../../environment.js";
import { isBelow, isWithin } from "../../files/is-within.js";
import { realPathWithMissing } from "../../files/real-path.js";
import type { Permissions } from "../../items/permissions.js";
import {
  changedMessage,
  folderAt,
  isStill,
  isUsable,
  type KnownFolder,
  leadsThroughLinkIn,
  lookUp,
} from "./known-folder.js";
import { type OuterGitFolder, outerGitFolder } from "./outer-git-folder.js";
import { topFoldersWithoutSystem } from "./system-folders.js";

/** What commands and patches under a policy may write, at this moment. */
export type WriteScope =
  | { readonly type: "scope"; readonly roots: readonly ScopeRoot[] }
  /** A writable folder is not the one any more that it was; `message` is one line for people. */
  | { readonly type: "changed"; readonly message: string };

/** A writable folder. None lies below another. */
export interface ScopeRoot {
  /** Its real path. */
  readonly root: string;
  /** Real paths of the projects in it, perhaps the root itself; temporary folders have none. Not all need exist. */
  readonly workspaces: readonly string[];
  /** Repositories in it, perhaps the root itself, of projects that only point to them. */
  readonly gitFolders?: readonly OuterGitFolder[] | undefined;
}

export interface SessionRootsOptions {
  readonly env: Environment;
  /** Where Codex keeps its own files. Default: what the environment says. */
  readonly codexHome?: string | undefined;
}

/** Below Codex's own folder: work trees of sessions, and workspaces of threads that this machine runs for a fleet. */
const SESSION_FOLDERS = ["worktrees", join("fleet", "workspaces")];

/**
 * The folders that a session's policies name, each looked up once: what is renamed or put in a folder's place afterwards never
 * makes another place writable. Differs from codex-rs: there the path is looked up anew for every command.
 */
export class SessionRoots {
  readonly env: Environment;
  /** Its real path. */
  readonly codexHome: string | undefined;
  /** What hooks and the notifier of the session run. Real paths. */
  hookPrograms: readonly string[] = [];
  /** What Codex's own code was compiled to, in Nodes other than the one that it comes with. */
  readonly #compiledCode: readonly string[];
  readonly #known = new Map<string, KnownFolder>();
  /** Folders that the user was asked about, by their real paths. */
  readonly #asked = new Map<string, KnownFolder>();
  /** By project. */
  readonly #gitFolders = new Map<string, OuterGitFolder | undefined>();
  /** Where restricted paths led first. */
  readonly #leads = new Map<string, string>();
  /** From the first look at what may be written on, a command may have made the links that a path leads through. */
  #isWary = false;

  constructor({ env, codexHome }: SessionRootsOptions) {
    this.env = env;
    const place = codexHome ?? codexHomeOf(env);
    this.codexHome = place && realPathWithMissing(place);
    const cache = env["XDG_CACHE_HOME"] || (env["HOME"] && join(env["HOME"], ".cache"));
    this.#compiledCode = cache && isAbsolute(cache) ? [realPathWithMissing(join(cache, "codex"))] : [];
  }

  /** Files and folders that Codex runs, outside of the sandbox: nothing that is confined writes them. Real paths. */
  get ownPrograms(): readonly string[] {
    return [...this.#compiledCode, ...this.hookPrograms];
  }

  /** Looks up what a policy names, as long as nothing of the session has run: at its beginning. */
  learn(policy: SandboxPolicy, cwd: string): void {
    for (const folder of declaredFolders(policy, cwd, this.env)) this.#withGitFolder(folder);
    this.#folderAt(cwd);
  }

  /** The real path of a folder that the user is to be asked about: that is what a yes is for, not what is put there meanwhile. */
  lookAt(path: string): string {
    const folder = lookUp(path);
    this.#asked.set(folder.real, folder);
    return folder.real;
  }

  /** Where paths really lead: when they were looked at first, and now. A link that is changed meanwhile opens neither. */
  realPathsOf(paths: readonly string[], cwd: string): string[] {
    return [
      ...new Set(
        paths.flatMap((path) => {
          const absolute = resolve(cwd, path);
          const now = realPathWithMissing(absolute);
          const first = this.#leads.get(absolute) ?? now;
          this.#leads.set(absolute, first);
          return [first, now];
        }),
      ),
    ];
  }

  /** Empty for read-only where nothing more was granted, and for full access, which has no limits to list. */
  scope(policy: SandboxPolicy, cwd: string, granted?: Permissions): WriteScope {
    const declared = declaredFolders(policy, cwd, this.env).flatMap((folder) => this.#withGitFolder(folder));
    const named = [...declared, ...(policy.mode === "danger-full-access" ? [] : this.#grantedFolders(granted))];
    this.#isWary ||= named.length > 0;
    const folders = named.filter((folder) => !this.#isCodexs(folder)).flatMap(withoutSystem);
    const outer = folders.filter(({ real }) => !folders.some((other) => isUsable(other) && isBelow(other.real, real)));
    const usable = uniqueBy(outer.filter(isUsable), ({ real }) => real);
    const changed = usable.find((folder) => !isStill(folder));
    if (changed !== undefined) return { type: "changed", message: changedMessage(changed) };
    const workspaces = folders.filter(({ isWorkspace }) => isWorkspace).map(({ real }) => real);
    return {
      type: "scope",
      roots: usable.map(({ real: root }) => ({
        root,
        workspaces: [...new Set(workspaces.filter((path) => isWithin(root, path)))],
        gitFolders: named.flatMap(({ git }) => (git && isWithin(root, git.folder) ? [git] : [])),
      })),
    };
  }

  /** One that is gone, or another one now, is left out: nobody has to put it back. */
  #grantedFolders(granted: Permissions | undefined): (KnownFolder & NamedFolder)[] {
    return (granted?.write ?? []).flatMap((path) => {
      const folder = this.#asked.get(path);
      return folder !== undefined && isUsable(folder) && isStill(folder) ? [{ ...folder, isWorkspace: true }] : [];
    });
  }

  /**
   * A session in Codex's own folder does not write there, but for what is made for sessions to work in; and where that folder is a
   * temporary one (`CODEX_HOME=/tmp`), nobody writes there.
   */
  #isCodexs({ real, isWorkspace }: KnownFolder & { isWorkspace: boolean }): boolean {
    if (this.codexHome === undefined) return false;
    if (!isWorkspace) return real === this.codexHome;
    const { codexHome } = this;
    if (SESSION_FOLDERS.some((folder) => isBelow(join(codexHome, folder), real))) return false;
    return isWithin(codexHome, real);
  }

  #folderAt(path: string): KnownFolder {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const isSuspect = this.#isWary && leadsThroughLinkIn(path, this.#usablePaths());
    const folder: KnownFolder = isSuspect ? { real: path, identity: undefined } : lookUp(path);
    this.#known.set(path, folder);
    return folder;
  }

  /** A project, and the repository that Git keeps for it elsewhere: there `git commit` writes. */
  #withGitFolder({ path, isWorkspace }: DeclaredFolder): (KnownFolder & NamedFolder)[] {
    const folder = { ...this.#folderAt(path), isWorkspace };
    if (!isWorkspace || folder.identity === undefined || this.#isCodexs(folder)) return [folder];
    const { real } = folder;
    if (!this.#gitFolders.has(real)) this.#gitFolders.set(real, outerGitFolder(real));
    const git = this.#gitFolders.get(real);
    return git === undefined ? [folder] : [folder, { ...this.#folderAt(git.folder), isWorkspace: false, git }];
  }

  #usablePaths(): string[] {
    return [...this.#known.values()].filter(isUsable).map(({ real }) => real);
  }
}

function codexHomeOf(env: Environment): string | undefined {
  const home = env["HOME"];
  return env["CODEX_HOME"] || (home === undefined ? undefined : join(home, ".codex"));
}

interface NamedFolder {
  readonly isWorkspace: boolean;
  /** Set for the repository of a project that is elsewhere. */
  readonly git?: OuterGitFolder | undefined;
}

interface DeclaredFolder {
  readonly path: string;
  readonly isWorkspace: boolean;
}

/** The top folders in place of `/`. */
function withoutSystem<Folder extends KnownFolder & { isWorkspace: boolean }>(folder: Folder): Folder[] {
  if (folder.real !== sep || folder.identity === undefined) return [folder];
  return topFoldersWithoutSystem().map((real) => ({ ...folder, real, identity: folderAt(real), isWorkspace: false }));
}

function declaredFolders(policy: SandboxPolicy, cwd: string, env: Environment): DeclaredFolder[] {
  if (policy.mode !== "workspace-write") return [];
  const named = (policy.writable_roots ?? []).map((root) => resolve(cwd, root));
  const workspaces = policy.exclude_cwd === true ? named : [...named, cwd];
  const temporary = policy.exclude_tmpdir_env_var ? undefined : env["TMPDIR"];
  const scratch = [
    ...(policy.exclude_slash_tmp ? [] : ["/tmp"]),
    ...(temporary !== undefined && isAbsolute(temporary) ? [resolve(temporary)] : []),
  ];
  const declared = [
    ...workspaces.map((path): DeclaredFolder => ({ path, isWorkspace: true })),
    // Nobody's project: there is nothing of Git's to protect.
    ...scratch.map((path): DeclaredFolder => ({ path, isWorkspace: false })),
  ];
  return uniqueBy(declared, ({ path }) => path);
}

function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
}
