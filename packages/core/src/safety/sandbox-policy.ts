/** What a command may touch. */
export type SandboxPolicy =
  | { mode: "danger-full-access" }
  | { mode: "read-only" }
  | {
      mode: "workspace-write";
      writable_roots?: readonly string[] | undefined;
      network_access: boolean;
      exclude_tmpdir_env_var: boolean;
      exclude_slash_tmp: boolean;
    };

export type AskForApproval = "untrusted" | "on-failure" | "on-request" | "never";

/** Whether commands under this policy may use the network. */
export function allowsNetwork(policy: SandboxPolicy): boolean {
  switch (policy.mode) {
    case "danger-full-access":
      return true;
    case "read-only":
      return false;
    case "workspace-write":
      return policy.network_access;
    default:
      return policy satisfies never;
  }
}
