import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { ExecOptions } from "../../exec/exec-options.js";
import type { Permissions } from "../../items/permissions.js";
import type { SafetyCheck } from "../../safety/assess-command-safety.js";

type Approved = Extract<SafetyCheck, { type: "auto-approve" }>;

/** How to run an approved command: the part of `ExecOptions` that the safety check decides. */
export interface ApprovedExec extends Pick<ExecOptions, "sandboxed" | "sandboxPolicy" | "granted" | "failureIsOwn"> {
  /** An equivalent command to run instead. Default: the command itself. */
  readonly command?: readonly string[] | undefined;
}

interface TurnRights {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly granted?: Permissions | undefined;
}

export function approvedExec({ sandboxed, knownSafe }: Approved, { sandboxPolicy, granted }: TurnRights): ApprovedExec {
  if (knownSafe === undefined) return { sandboxed, sandboxPolicy, granted };
  const { command } = knownSafe;
  return { sandboxed, sandboxPolicy: { mode: "read-only" }, failureIsOwn: true, command };
}
