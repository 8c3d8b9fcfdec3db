import { statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { WritableRoot } from "@codex/linux-sandbox";
import type { SandboxPolicy } from "@codex/protocol";
import type { Environment } from "../environment.js";

/** What a policy lets commands and patches write. Empty for read-only and for full access, which has no limits to list. */
export function writableRootsOf(policy: SandboxPolicy, cwd: string, env: Environment): WritableRoot[] {
  if (policy.mode !== "workspace-write") return [];
  const temporary = policy.exclude_tmpdir_env_var ? undefined : env["TMPDIR"];
  const roots = [
    ...(policy.writable_roots ?? []).map((root) => resolve(cwd, root)),
    cwd,
    ...(!policy.exclude_slash_tmp && isFolder("/tmp") ? ["/tmp"] : []),
    ...(temporary !== undefined && isAbsolute(temporary) ? [temporary] : []),
  ];
  return [...new Set(roots)].map((root) => ({ root, readOnlySubpaths: protectedBelow(root) }));
}

function protectedBelow(root: string): string[] {
  return [join(root, ".git", "hooks"), join(root, ".git", "config"), join(root, ".codex")];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
