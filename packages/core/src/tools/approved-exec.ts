import type { SandboxPolicy } from "@codex/protocol";
import type { ExecOptions } from "../exec/exec-types.js";
import type { Permissions } from "../items/permissions.js";
import type { SafetyCheck } from "../safety/assess-command-safety.js";

type Approved = Extract<SafetyCheck, { type: "auto-approve" }>;

/** How an approved command is run: the part of `ExecOptions` that the safety check decides. */
export interface ApprovedExec extends Pick<ExecOptions, "sandboxed" | "sandboxPolicy" | "granted" | "failureIsOwn"> {
  /** What runs in place of the command, meaning the same. Default: the command. */
  readonly command?: readonly string[] | undefined;
}

interface TurnRights {
  readonly sandboxPolicy: SandboxPolicy;
  readonly granted?: Permissions | undefined;
}

export function approvedExec({ sandboxed, knownSafe }: Approved, { sandboxPolicy, granted }: TurnRights): ApprovedExec {
  if (knownSafe === undefined) return { sandboxed, sandboxPolicy, granted };
  const { command } = knownSafe;
  return { sandboxed, sandboxPolicy: { mode: "read-only" }, failureIsOwn: true, command };
}
