import type { ApprovalPolicy, CurrentSandboxPolicy } from "@codex/protocol";

/** An approval policy with a matching sandbox. */
export interface ApprovalPreset {
  readonly name: string;
  readonly summary: string;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
}

export const approvalPresets: readonly ApprovalPreset[] = [
  {
    name: "read-only",
    summary: "reads files and answers; asks before changing or running anything else",
    approvalPolicy: "on-request",
    sandboxPolicy: { mode: "read-only" },
  },
  {
    name: "auto",
    summary: "works in this folder; asks before leaving it or using the network",
    approvalPolicy: "on-request",
    sandboxPolicy: {
      mode: "workspace-write",
      network_access: false,
      exclude_tmpdir_env_var: false,
      exclude_slash_tmp: false,
    },
  },
  {
    name: "full-access",
    summary: "does everything without asking, including network access; be careful",
    approvalPolicy: "never",
    sandboxPolicy: { mode: "danger-full-access" },
  },
];

export const reasoningEfforts: readonly string[] = ["minimal", "low", "medium", "high"];
