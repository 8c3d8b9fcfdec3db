import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { Permissions } from "../../items/permissions.js";

/** Whether commands under this policy may use the network, either by the policy or because the user granted it. */
export function allowsNetwork(policy: CurrentSandboxPolicy, granted?: Permissions): boolean {
  if (granted?.network === true) return true;
  switch (policy.mode) {
    case "danger-full-access":
      return true;
    case "read-only":
      return false;
    case "workspace-write":
      // Only a literal true counts; other values, such as an empty list of allowed hosts, give no network.
      return policy.network_access === true;
    default:
      return policy satisfies never;
  }
}
