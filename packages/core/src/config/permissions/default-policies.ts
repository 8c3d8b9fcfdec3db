import type { ApprovalPolicy, SandboxMode } from "@codex/protocol";

/** The policies of a session that sets none. Without a trust decision, commands may only read, and anything more needs approval. */
export function defaultPolicies(trustLevel: string | undefined): {
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxMode: SandboxMode;
} {
  switch (trustLevel) {
    case "trusted":
      return { approvalPolicy: "on-request", sandboxMode: "workspace-write" };
    case "untrusted":
      return { approvalPolicy: "untrusted", sandboxMode: "read-only" };
    default:
      return { approvalPolicy: "on-request", sandboxMode: "read-only" };
  }
}
