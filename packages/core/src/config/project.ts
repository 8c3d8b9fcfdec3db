import { realpath } from "node:fs/promises";
import { foldersFrom, rootWithMarker } from "../git/repository.js";
import { type ProjectSettings, trustOfFolders } from "./project-trust.js";

/** The folders whose files configure a session, in addition to the user's. */
export interface Project {
  /** From the project's root down to the working directory, as real paths; without a root, only the working directory. */
  readonly folders: readonly string[];
  /** The folders that the user trusts. */
  readonly trustedFolders: readonly string[];
  /** The user's decision about the working directory; undefined if not decided yet. */
  readonly trustLevel: string | undefined;
}

export async function findProject(cwd: string, settings: ProjectSettings): Promise<Project> {
  const real = await realpath(cwd).catch(() => cwd);
  const [folders, trustOf] = await Promise.all([projectFolders(cwd, settings.markers), trustOfFolders(cwd, settings)]);
  const trustLevel = trustOf(cwd);
  const levelOf = (folder: string) => (folder === real ? trustLevel : trustOf(folder));
  return { folders, trustedFolders: folders.filter((folder) => levelOf(folder) === "trusted"), trustLevel };
}

/** See `Project.folders`. */
export async function projectFolders(cwd: string, markers: readonly string[] | undefined): Promise<readonly string[]> {
  const real = await realpath(cwd).catch(() => cwd);
  const root = await rootWithMarker(real, markers);
  return root === undefined ? [cwd] : foldersFrom(root, real);
}
