import { resolve, sep } from "node:path";
import type { Environment } from "../environment.js";
import type { SafetyCheck } from "./assess-command-safety.js";
import type { AskForApproval, SandboxPolicy } from "./sandbox-policy.js";
import { type WritableRoot, writableRootsOf } from "./writable-roots.js";

export interface PatchSafetyRequest {
  /** Every path that the patch writes, deletes, or moves to; relative ones start at `cwd`. */
  readonly paths: readonly string[];
  readonly approvalPolicy: AskForApproval;
  readonly sandboxPolicy: SandboxPolicy;
  readonly cwd: string;
  readonly env: Environment;
}

/** Decides whether a patch is applied, asked about or refused. */
export async function assessPatchSafety(request: PatchSafetyRequest): Promise<SafetyCheck> {
  if (request.paths.length === 0) return { type: "reject", reason: "empty patch" };
  if (request.approvalPolicy === "untrusted") return { type: "ask-user" };
  if (request.sandboxPolicy.mode === "danger-full-access") return { type: "auto-approve", sandboxed: false };
  const roots = writableRootsOf(request.sandboxPolicy, request.cwd, request.env);
  const inside = request.paths.every((path) => roots.some((root) => isWritable(root, resolve(request.cwd, path))));
  if (inside || request.approvalPolicy === "on-failure") return { type: "auto-approve", sandboxed: true };
  if (request.approvalPolicy === "never")
    return { type: "reject", reason: "writing outside of the project; rejected by user approval settings" };
  return { type: "ask-user" };
}

function isWritable(root: WritableRoot, path: string): boolean {
  return isBelow(root.root, path) && !root.readOnlySubpaths.some((subpath) => isBelow(subpath, path));
}

function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
