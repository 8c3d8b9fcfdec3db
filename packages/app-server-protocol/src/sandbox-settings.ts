import type { SandboxPolicy as SandboxSettings } from "@codex/protocol/policy";
import type { SandboxPolicy } from "./policies.js";

/** The policy in the form of the engine and the August 2025 protocol; an external sandbox is not sandboxed further. */
export function sandboxFromWire(policy: SandboxPolicy): SandboxSettings {
  switch (policy.type) {
    case "dangerFullAccess":
    case "externalSandbox":
      return { mode: "danger-full-access" };
    case "readOnly":
      return { mode: "read-only" };
    case "workspaceWrite":
      return {
        mode: "workspace-write",
        writable_roots: policy.writableRoots,
        network_access: policy.networkAccess,
        exclude_tmpdir_env_var: policy.excludeTmpdirEnvVar,
        exclude_slash_tmp: policy.excludeSlashTmp,
      };
    default:
      return policy satisfies never;
  }
}

export function sandboxToWire(settings: SandboxSettings): SandboxPolicy {
  switch (settings.mode) {
    case "danger-full-access":
      return { type: "dangerFullAccess" };
    case "read-only":
      return { type: "readOnly", networkAccess: false };
    case "workspace-write":
      return {
        type: "workspaceWrite",
        writableRoots: [...(settings.writable_roots ?? [])],
        networkAccess: settings.network_access,
        excludeTmpdirEnvVar: settings.exclude_tmpdir_env_var,
        excludeSlashTmp: settings.exclude_slash_tmp,
      };
    default:
      return settings satisfies never;
  }
}
