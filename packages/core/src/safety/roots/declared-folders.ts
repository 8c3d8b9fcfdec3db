import { isAbsolute, resolve } from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { Environment } from "../../environment.js";

/** A folder that a sandbox policy makes writable. */
export interface DeclaredFolder {
  readonly path: string;
  readonly isWorkspace: boolean;
}

export function declaredFolders(policy: CurrentSandboxPolicy, cwd: string, env: Environment): DeclaredFolder[] {
  if (policy.mode !== "workspace-write") return [];
  const named = (policy.writable_roots ?? []).map((root) => resolve(cwd, root));
  const workspaces = policy.exclude_cwd === true ? named : [...named, cwd];
  const temporary = policy.exclude_tmpdir_env_var ? undefined : env["TMPDIR"];
  const scratch = [
    ...(policy.exclude_slash_tmp ? [] : ["/tmp"]),
    ...(temporary !== undefined && isAbsolute(temporary) ? [resolve(temporary)] : []),
  ];
  const declared = [
    ...workspaces.map((path): DeclaredFolder => ({ path, isWorkspace: true })),
    // Not a project, so there is nothing of Git's to protect.
    ...scratch.map((path): DeclaredFolder => ({ path, isWorkspace: false })),
  ];
  return uniqueBy(declared, ({ path }) => path);
}

export function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
}
