import { resolve } from "node:path";
import { createFence, resolveTarget } from "@codex/apply-patch";
import type { ApprovalPolicy, CurrentSandboxPolicy } from "@codex/protocol";
import { mayAsk } from "../config/permissions/approval-policy.js";
import type { SafetyCheck } from "./assess-command-safety.js";
import { type PatchRights, patchWriteAccess } from "./patch-write-access.js";
import type { SessionRoots } from "./roots/session-roots.js";

export interface PatchSafetyRequest extends PatchRights {
  /** Every path that the patch writes, deletes, or moves to; relative ones start at `cwd`. */
  readonly paths: readonly string[];
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly cwd: string;
  readonly roots: SessionRoots;
}

/** Decides whether a patch is applied, asked about or refused. */
export async function assessPatchSafety(request: PatchSafetyRequest): Promise<SafetyCheck> {
  if (request.paths.length === 0) return { type: "reject", reason: "empty patch" };
  const isAsked = request.approvalPolicy === "untrusted";
  if (request.sandboxPolicy.mode === "danger-full-access")
    return isAsked ? { type: "ask-user" } : { type: "auto-approve", sandboxed: false };
  const outside = await firstPathOutside(request);
  if (isAsked) return { type: "ask-user", sandboxed: outside === undefined };
  if (outside === undefined || request.approvalPolicy === "on-failure")
    return { type: "auto-approve", sandboxed: true };
  if (!mayAsk(request.approvalPolicy, "sandbox_approval"))
    return { type: "reject", reason: "writing outside of the project; rejected by user approval settings" };
  return { type: "ask-user", reason: `${outside} is not among the files that may be changed without asking` };
}

/** Resolves the paths' real locations, with the same checks as when the patch is applied. */
async function firstPathOutside({
  paths,
  sandboxPolicy,
  cwd,
  roots,
  ...rights
}: PatchSafetyRequest): Promise<string | undefined> {
  const fence = await createFence(patchWriteAccess(sandboxPolicy, cwd, roots, rights));
  for (const path of paths) {
    const target = await resolveTarget(resolve(cwd, path), { followLast: true }).catch(() => undefined);
    if (target === undefined || !fence(target)) return target ?? path;
  }
  return undefined;
}
