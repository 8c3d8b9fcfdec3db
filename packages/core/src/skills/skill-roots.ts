import { homedir } from "node:os";
import path from "node:path";
import { projectFolders } from "../git/repository.js";
import type { SkillScope } from "./skill.js";

/** A folder whose sub-folders may be skills. */
export interface SkillRoot {
  readonly folder: string;
  readonly scope: SkillScope;
}

export interface SkillPlaces {
  readonly cwd: string;
  readonly codexHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the user trusts the repository of `cwd`: only then its skills are looked at. */
  readonly isTrusted: boolean;
  /** Whether `.system` of the user's own is looked at. */
  readonly includeBundled: boolean;
  /** More of the user's folders, absolute. */
  readonly extraRoots?: readonly string[];
}

/**
 * Where skills are looked for. Of a repository: `.agents/skills` and `.codex/skills` of every folder from its root to `cwd`.
 * Differs from codex-rs: skills of a repository that is not trusted are not read; they would speak to the model.
 */
export async function skillRoots({
  cwd,
  codexHome,
  env,
  isTrusted,
  includeBundled,
  extraRoots = [],
}: SkillPlaces): Promise<SkillRoot[]> {
  const home = env["HOME"] ?? homedir();
  const user = [path.join(codexHome, "skills"), path.join(home, ".agents", "skills"), ...extraRoots];
  const repository = isTrusted ? await projectFolders(cwd) : [];
  return [
    ...repository
      .flatMap((folder) => [path.join(folder, ".agents", "skills"), path.join(folder, ".codex", "skills")])
      .filter((folder) => !user.includes(folder))
      .map((folder) => ({ folder, scope: "repo" }) as const),
    ...user.map((folder) => ({ folder, scope: "user" }) as const),
    ...(includeBundled ? [{ folder: path.join(codexHome, "skills", ".system"), scope: "system" } as const] : []),
    { folder: path.join("/etc", "codex", "skills"), scope: "admin" },
  ];
}
