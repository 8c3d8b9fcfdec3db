import path from "node:path";
import { gitRepositoryRoot } from "../git/repository.js";

/** The source and the target of an import. */
export interface ImportPlace {
  /** The repository's root; undefined for the user's home. */
  readonly repository: string | undefined;
  /** The folder that everything is read from: the repository, or the home folder. */
  readonly source: string;
  readonly codexHome: string;
  /** `.codex` of the repository, or `CODEX_HOME`. */
  readonly codexFolder: string;
  /** The folder that everything is written below. Nothing is written through links that lead out of it. */
  readonly target: string;
  readonly skillsFolder: string;
  readonly instructionsFile: string;
}

/** The place of a repository. Outside of one, the folder itself. */
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
