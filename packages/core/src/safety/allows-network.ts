import type { SandboxPolicy } from "@codex/protocol";

/** Whether commands under this policy may use the network. */
export function allowsNetwork(policy: SandboxPolicy): boolean {
  switch (policy.mode) {
    case "danger-full-access":
      return true;
    case "read-only":
      return false;
    case "workspace-write":
      // Anything but a plain true, as a list of allowed hosts that is empty, gives no network.
      return policy.network_access === true;
    default:
      return policy satisfies never;
  }
}
