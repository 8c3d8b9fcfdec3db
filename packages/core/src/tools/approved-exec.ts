import type { SandboxPolicy } from "@codex/protocol";
import type { ExecOptions } from "../exec/exec-types.js";
import type { SafetyCheck } from "../safety/assess-command-safety.js";

type Approved = Extract<SafetyCheck, { type: "auto-approve" }>;

/** How an approved command is run: the part of `ExecOptions` that the safety check decides. */
export interface ApprovedExec extends Pick<ExecOptions, "sandboxed" | "sandboxPolicy" | "failureIsOwn"> {
  /** What runs in place of the command, meaning the same. Default: the command. */
  readonly command?: readonly string[] | undefined;
}

export function approvedExec({ sandboxed, knownSafe }: Approved, sessionPolicy: SandboxPolicy): ApprovedExec {
  if (knownSafe === undefined) return { sandboxed, sandboxPolicy: sessionPolicy };
  const { command } = knownSafe;
  return { sandboxed, sandboxPolicy: { mode: "read-only" }, failureIsOwn: true, command };
}
