import type { Environment } from "../../environment.js";
import { FolderTree, type TreeFindings } from "./folder-tree.js";
import { LinkedRepositories } from "./linked-repositories.js";
import { type Findings, type ObeyedScope, workspacesOf } from "./obeyed-scope.js";
import { pathsOfRepositories } from "./paths-of-repositories.js";

export interface SearchLimits {
  /** The most folders to look at per project. Default: that of `FolderTree`. */
  readonly maxFolders?: number | undefined;
  /** How long Git may take to list an index's links. Default: that of `runGit`. */
  readonly gitMs?: number | undefined;
}

/** Searches projects for repositories and agents' folders, and keeps the latest findings. */
export class ProjectSearch {
  readonly #trees = new Map<string, FolderTree>();
  readonly #findings = new Map<string, TreeFindings>();
  /** By project: what Git obeys in repositories that existed before the first command. */
  readonly #firstRepositories = new Map<string, readonly string[]>();
  readonly #links: LinkedRepositories;
  readonly #limits: SearchLimits;

  constructor(env: Environment, limits: SearchLimits) {
    this.#links = new LinkedRepositories(env, limits.gitMs);
    this.#limits = limits;
  }

  /** Searches the projects that were never searched: what is there belongs to the user. */
  async lookFirst(scope: ObeyedScope): Promise<void> {
    for (const workspace of workspacesOf(scope)) {
      if (this.#trees.has(workspace)) continue;
      await this.look(workspace);
      const findings = this.#findings.get(workspace);
      if (findings !== undefined) this.#firstRepositories.set(workspace, pathsOfRepositories(findings));
    }
  }

  async look(workspace: string): Promise<void> {
    const tree = this.#trees.get(workspace) ?? new FolderTree(workspace, this.#limits.maxFolders);
    this.#trees.set(workspace, tree);
    const found = await tree.look();
    // Git looks into linked repositories even beyond the folders that we search.
    const linked = found.isComplete ? [] : await this.#links.of(workspace);
    if (linked === undefined) this.#findings.set(workspace, await tree.lookEverywhere());
    else this.#findings.set(workspace, { ...found, git: [...new Set([...found.git, ...linked])] });
  }

  /** The findings in a project, if it was searched. */
  in(workspace: string): TreeFindings | undefined {
    return this.#findings.get(workspace);
  }

  findings(scope: ObeyedScope): Findings {
    const wanted = workspacesOf(scope);
    return new Map([...this.#findings].filter(([workspace]) => wanted.has(workspace)));
  }

  /** What Git obeys in the scope's repositories that existed before the first command. */
  firstRepositories(scope: ObeyedScope): string[] {
    return [...workspacesOf(scope)].flatMap((workspace) => this.#firstRepositories.get(workspace) ?? []);
  }
}
