import type { WriteAccess } from "@codex/apply-patch";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { Permissions } from "../items/permissions.js";
import { configuredPathsIn } from "./obeyed/configured-paths.js";
import { protectedPathsIn } from "./protected-paths.js";
import type { RestrictedPaths } from "./restricted-paths.js";
import type { ScopeRoot, SessionRoots } from "./roots/session-roots.js";
import { startupFilesOf } from "./startup-files.js";

export interface PatchRights {
  /** What the user granted in addition to the policy. Default: nothing. */
  readonly granted?: Permissions | undefined;
  /** What a permission profile removes from the policy. Default: nothing. */
  readonly restricted?: RestrictedPaths | undefined;
}

/**
 * What patches may write under a policy without an approval: what commands may write, except for files that Git, Codex and shells
 * obey. Nothing if a writable folder has been replaced.
 */
export function patchWriteAccess(
  policy: CurrentSandboxPolicy,
  cwd: string,
  roots: SessionRoots,
  { granted, restricted }: PatchRights = {},
): WriteAccess {
  if (policy.mode === "danger-full-access") return { type: "unrestricted" };
  const scope = roots.scope(policy, cwd, granted);
  if (scope.type === "changed") return { type: "roots", roots: [] };
  const { codexHome, env } = roots;
  return {
    type: "roots",
    // Git commands write to repositories; patches never need to.
    roots: scope.roots.filter((root) => !isRepositoryAlone(root)).map(({ root }) => root),
    readOnly: [
      ...scope.roots.flatMap((root) => protectedPathsIn(root, { env, codexHome })),
      ...startupFilesOf(env),
      ...configuredPathsIn({ roots: scope.roots, env }),
      ...roots.ownPrograms,
      ...(restricted?.deniedPaths ?? []),
      ...(restricted?.readOnlyPaths ?? []),
    ],
  };
}

const isRepositoryAlone = ({ root, gitFolders = [] }: ScopeRoot): boolean =>
  gitFolders.some(({ folder }) => folder === root);
