import path from "node:path";
import { homeFolder } from "../home-folder.js";
import type { SkillScope } from "./skill.js";

/** A folder whose subfolders may be skills. */
export interface SkillRoot {
  readonly folder: string;
  readonly scope: SkillScope;
}

export interface SkillPlaces {
  readonly codexHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Trusted folders of the project, from its root down. Skills in other folders are ignored. */
  readonly trustedFolders: readonly string[];
  /** Whether the user's `.system` folder is included. */
  readonly includeBundled: boolean;
  /** More of the user's folders, as absolute paths. */
  readonly extraRoots?: readonly string[];
}

/**
 * The folders that are searched for skills. In a project: `.agents/skills` and `.codex/skills` of every folder from its root to the
 * thread's.
 *
 * Differs from codex-rs: skills in untrusted folders are not read, because they would instruct the model.
 */
export function skillRoots({
  codexHome,
  env,
  trustedFolders,
  includeBundled,
  extraRoots = [],
}: SkillPlaces): SkillRoot[] {
  const home = homeFolder(env);
  const user = [path.join(codexHome, "skills"), path.join(home, ".agents", "skills"), ...extraRoots];
  return [
    ...trustedFolders
      .flatMap((folder) => [path.join(folder, ".agents", "skills"), path.join(folder, ".codex", "skills")])
      .filter((folder) => !user.includes(folder))
      .map((folder) => ({ folder, scope: "repo" }) as const),
    ...user.map((folder) => ({ folder, scope: "user" }) as const),
    ...(includeBundled ? [{ folder: path.join(codexHome, "skills", ".system"), scope: "system" } as const] : []),
    { folder: path.join("/etc", "codex", "skills"), scope: "admin" },
  ];
}
