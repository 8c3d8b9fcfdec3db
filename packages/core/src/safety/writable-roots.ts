import { statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { WritableRoot } from "@codex/linux-sandbox";
import type { SandboxPolicy } from "@codex/protocol";
import type { Environment } from "../environment.js";
import { protectedPathsBelow } from "./protected-paths.js";

/** What a policy lets commands and patches write. Empty for read-only and for full access, which has no limits to list. */
export function writableRootsOf(policy: SandboxPolicy, cwd: string, env: Environment): WritableRoot[] {
  if (policy.mode !== "workspace-write") return [];
  const workspaces = unique([...(policy.writable_roots ?? []).map((root) => resolve(cwd, root)), cwd]);
  const temporary = policy.exclude_tmpdir_env_var ? undefined : env["TMPDIR"];
  const scratch = unique([
    ...(!policy.exclude_slash_tmp && isFolder("/tmp") ? ["/tmp"] : []),
    ...(temporary !== undefined && isAbsolute(temporary) ? [temporary] : []),
  ]).filter((root) => !workspaces.includes(root));
  return [
    ...workspaces.map((root) => ({ root, readOnlySubpaths: protectedPathsBelow(root) })),
    // Nobody's project: there is nothing to protect.
    ...scratch.map((root) => ({ root, readOnlySubpaths: [] })),
  ];
}

const unique = (paths: readonly string[]): string[] => [...new Set(paths)];

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
