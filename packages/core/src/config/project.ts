import { realpath } from "node:fs/promises";
import { foldersFrom, rootWithMarker } from "../git/repository.js";
import { type ProjectSettings, trustOfFolders } from "./project-trust.js";

/** The folders whose files speak for a session, besides the user's. */
export interface Project {
  /** From the project's root down to the working directory, by their real paths; without a root, that directory alone. */
  readonly folders: readonly string[];
  /** Those that the user trusts. */
  readonly trustedFolders: readonly string[];
  /** What the user decided about the working directory; undefined when not asked yet. */
  readonly trustLevel: string | undefined;
}

export async function findProject(cwd: string, settings: ProjectSettings): Promise<Project> {
  const real = await realpath(cwd).catch(() => cwd);
  const [root, trustOf] = await Promise.all([rootWithMarker(real, settings.markers), trustOfFolders(cwd, settings)]);
  const folders = root === undefined ? [cwd] : foldersFrom(root, real);
  const trustLevel = trustOf(cwd);
  const levelOf = (folder: string) => (folder === real ? trustLevel : trustOf(folder));
  return { folders, trustedFolders: folders.filter((folder) => levelOf(folder) === "trusted"), trustLevel };
}
