import { isKnownSafeCommand } from "./known-safe-command.js";
import type { AskForApproval, SandboxPolicy } from "./sandbox-policy.js";

/** What is to happen with something that the model wants to do. */
export type SafetyCheck =
  | { readonly type: "auto-approve"; readonly sandboxed: boolean }
  | { readonly type: "ask-user"; readonly reason?: string | undefined }
  | { readonly type: "reject"; readonly reason: string };

export interface CommandSafetyRequest {
  readonly command: readonly string[];
  readonly approvalPolicy: AskForApproval;
  readonly sandboxPolicy: SandboxPolicy;
  /** Commands that the user approved for the session, each as `JSON.stringify(argv)`. */
  readonly approvedCommands: ReadonlySet<string>;
  readonly withEscalatedPermissions: boolean;
}

/** Decides whether a command runs, runs confined, is asked about or refused. */
export async function assessCommandSafety(request: CommandSafetyRequest): Promise<SafetyCheck> {
  if (request.approvedCommands.has(JSON.stringify(request.command))) return { type: "auto-approve", sandboxed: false };
  if (await isKnownSafeCommand(request.command)) return { type: "auto-approve", sandboxed: false };
  return assessUntrustedCommand(request);
}

function assessUntrustedCommand(request: CommandSafetyRequest): SafetyCheck {
  if (request.approvalPolicy === "untrusted") return { type: "ask-user" };
  if (request.sandboxPolicy.mode === "danger-full-access") return { type: "auto-approve", sandboxed: false };
  if (request.approvalPolicy === "on-request" && request.withEscalatedPermissions) return { type: "ask-user" };
  return { type: "auto-approve", sandboxed: true };
}
