import { join, resolve, sep } from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { Environment } from "../../environment.js";
import { isBelow, isWithin } from "../../files/is-within.js";
import { realPathWithMissing } from "../../files/real-path.js";
import type { Permissions } from "../../items/permissions.js";
import { type DeclaredFolder, declaredFolders, uniqueBy } from "./declared-folders.js";
import {
  changedMessage,
  folderAt,
  isStill,
  isUsable,
  type KnownFolder,
  leadsThroughLinkIn,
  linksOn,
  lookUp,
} from "./known-folder.js";
import { type OuterGitFolder, outerGitFolder } from "./outer-git-folder.js";
import { codexHomeOf, ownCode } from "./own-code.js";
import { topFoldersWithoutSystem } from "./system-folders.js";

/** What commands and patches may write under a policy at this moment. */
export type WriteScope =
  | { readonly type: "scope"; readonly roots: readonly ScopeRoot[] }
  /** A writable folder has been replaced; `message` is one line for the user. */
  | { readonly type: "changed"; readonly message: string };

/** A writable folder. None lies below another. */
export interface ScopeRoot {
  /** Its real path. */
  readonly root: string;
  /** Real paths of the projects in it, perhaps the root itself; temporary folders have none. They need not exist. */
  readonly workspaces: readonly string[];
  /** Repositories in it, perhaps the root itself, whose projects only point to them. */
  readonly gitFolders?: readonly OuterGitFolder[] | undefined;
}

export interface SessionRootsOptions {
  readonly env: Environment;
  /** Where Codex keeps its own files. Default: according to the environment. */
  readonly codexHome?: string | undefined;
  /** The folder of Codex's own code. Default: where this code is. */
  readonly codeFolder?: string | undefined;
}

/** Below Codex's own folder: work trees of sessions, and workspaces of threads that this machine runs for a fleet. */
const SESSION_FOLDERS = ["worktrees", join("fleet", "workspaces")];

/**
 * The folders that a session's policies name, each resolved once: renaming or replacing a folder later never makes another place
 * writable. Differs from codex-rs, which resolves the path anew for every command.
 */
export class SessionRoots {
  readonly env: Environment;
  /** Its real path. */
  readonly codexHome: string | undefined;
  /** What the session's hooks and notifier run. Real paths. */
  hookPrograms: readonly string[] = [];
  /** Links that lead to Codex's own folder: whoever replaces one provides its settings. */
  readonly #linksToHome: readonly string[];
  readonly #code: readonly string[];
  readonly #known = new Map<string, KnownFolder>();
  /** Folders that the user was asked about, by real path. */
  readonly #asked = new Map<string, KnownFolder>();
  /** By project. */
  readonly #gitFolders = new Map<string, OuterGitFolder | undefined>();
  /** Where restricted paths led when first resolved. */
  readonly #leads = new Map<string, string>();
  /** Set once a write scope was computed: from then on, a command may have created the links on a path. */
  #isWary = false;

  constructor({ env, codexHome, codeFolder = import.meta.dirname }: SessionRootsOptions) {
    this.env = env;
    const place = codexHome ?? codexHomeOf(env);
    this.codexHome = place && realPathWithMissing(place);
    const named = new Set([place, codexHomeOf(env)]);
    this.#linksToHome = [...named].flatMap((path) => (path === undefined ? [] : linksOn(resolve(path))));
    this.#code = ownCode(env, codeFolder);
  }

  /** Files and folders that Codex executes or obeys outside the sandbox: nothing confined may write to them. Real paths. */
  get ownPrograms(): readonly string[] {
    return [...this.#linksToHome, ...this.#code, ...this.hookPrograms];
  }

  /** Resolves what a policy names. Must be called at the start of a session, before any of its commands run. */
  learn(policy: CurrentSandboxPolicy, cwd: string): void {
    for (const folder of declaredFolders(policy, cwd, this.env)) this.#withGitFolder(folder);
    this.#folderAt(cwd);
  }

  /**
   * The real path of a folder that the user is about to be asked about. An approval applies to that folder, not to whatever takes
   * its place later.
   */
  lookAt(path: string): string {
    const folder = lookUp(path);
    this.#asked.set(folder.real, folder);
    return folder.real;
  }

  /** The real paths of restricted paths, both when first resolved and now, so that changing a link lifts neither restriction. */
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

  /** Empty for read-only without grants, and for full access, which has no limits to list. */
  scope(policy: CurrentSandboxPolicy, cwd: string, granted?: Permissions): WriteScope {
    const declared = declaredFolders(policy, cwd, this.env).flatMap((folder) => this.#withGitFolder(folder));
    const named = [...declared, ...(policy.mode === "danger-full-access" ? [] : this.#grantedFolders(granted))];
    this.#isWary ||= named.length > 0;
    const folders = named.filter((folder) => !this.#isCodexs(folder)).flatMap(withoutSystem);
    const outer = folders.filter(
      ({ real }) => !folders.some((other) => isUsable(other) && this.#opens(other.real, real)),
    );
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

  /** Whether a writable folder makes one below it writable. Not across Codex's own folder, which stays shut in every other one. */
  #opens(outer: string, inner: string): boolean {
    if (!isBelow(outer, inner)) return false;
    const { codexHome } = this;
    return codexHome === undefined || !(isBelow(outer, codexHome) && isBelow(codexHome, inner));
  }

  /** Leaves out granted folders that are gone or have been replaced; nobody can be expected to put them back. */
  #grantedFolders(granted: Permissions | undefined): (KnownFolder & NamedFolder)[] {
    return (granted?.write ?? []).flatMap((path) => {
      const folder = this.#asked.get(path);
      return folder !== undefined && isUsable(folder) && isStill(folder) ? [{ ...folder, isWorkspace: true }] : [];
    });
  }

  /**
   * Codex's own folder is not writable for a session in it, except for what is made for sessions to work in. If Codex's folder is a
   * temporary one (`CODEX_HOME=/tmp`), nobody may write to it.
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

  /** A project, and its repository elsewhere if it has one: `git commit` writes there. */
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

interface NamedFolder {
  readonly isWorkspace: boolean;
  /** Set for the repository of a project that is elsewhere. */
  readonly git?: OuterGitFolder | undefined;
}

/** Replaces `/` by the top folders that are not the system's. */
function withoutSystem<Folder extends KnownFolder & { isWorkspace: boolean }>(folder: Folder): Folder[] {
  if (folder.real !== sep || folder.identity === undefined) return [folder];
  return topFoldersWithoutSystem().map((real) => ({ ...folder, real, identity: folderAt(real), isWorkspace: false }));
}
