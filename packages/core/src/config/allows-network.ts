import type { SandboxPolicy } from "@codex/protocol";
import type { Permissions } from "../items/permissions.js";

/** Whether commands under this policy may use the network, which they may when the user let them. */
export function allowsNetwork(policy: SandboxPolicy, granted?: Permissions): boolean {
  if (granted?.network === true) return true;
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
