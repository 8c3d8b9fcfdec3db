import path from "node:path";
import { gitRepositoryRoot } from "../git/repository.js";

/** Where files of another agent lie, and where ours go. */
export interface ImportPlace {
  /** The repository's root; undefined for the user's home. */
  readonly repository: string | undefined;
  /** The folder that everything is read from: the repository, or the home. */
  readonly source: string;
  readonly codexHome: string;
  /** `.codex` of the repository, or Codex's home. */
  readonly codexFolder: string;
  /** The folder that everything is written below: what the links on the way lead out of is not written. */
  readonly target: string;
  readonly skillsFolder: string;
  readonly instructionsFile: string;
}

/** The place of a repository; of a folder outside of one, the folder itself. */
export async function repositoryPlace(folder: string, codexHome: string): Promise<ImportPlace> {
  const root = (await gitRepositoryRoot(folder)) ?? folder;
  return {
    repository: root,
    source: root,
    codexHome,
    codexFolder: path.join(root, ".codex"),
    target: root,
    skillsFolder: path.join(root, ".agents", "skills"),
    instructionsFile: path.join(root, "AGENTS.md"),
  };
}

export function homePlace(home: string, codexHome: string): ImportPlace {
  return {
    repository: undefined,
    source: home,
    codexHome,
    codexFolder: codexHome,
    target: codexHome,
    skillsFolder: path.join(home, ".agents", "skills"),
    instructionsFile: path.join(codexHome, "AGENTS.md"),
  };
}
