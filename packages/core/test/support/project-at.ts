import type { Config } from "../../src/config/config.js";
import { findProject } from "../../src/config/project.js";

/** The project around a folder; all of it is trusted, or none. */
export async function projectAt(folder: string, isTrusted = false): Promise<Config["project"]> {
  const { folders } = await findProject(folder, { projects: undefined, markers: undefined });
  return { folders, trustedFolders: isTrusted ? folders : [] };
}
