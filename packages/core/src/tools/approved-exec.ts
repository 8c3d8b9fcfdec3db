import type { SandboxPolicy } from "@codex/protocol";
import type { ExecOptions } from "../exec/exec-types.js";
import type { SafetyCheck } from "../safety/assess-command-safety.js";

type Approved = Extract<SafetyCheck, { type: "auto-approve" }>;

/** How an approved command is run: the part of `ExecOptions` that the safety check decides. */
export type ApprovedExec = Pick<ExecOptions, "sandboxed" | "sandboxPolicy" | "failureIsOwn">;

export function approvedExec(check: Approved, sessionPolicy: SandboxPolicy): ApprovedExec {
  return {
    sandboxed: check.sandboxed,
    sandboxPolicy: check.knownSafe?.sandboxPolicy ?? sessionPolicy,
    failureIsOwn: check.knownSafe !== undefined,
  };
}
