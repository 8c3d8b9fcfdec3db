import path from "node:path";
import type { AskForApproval as WireApproval, SandboxPolicy as WireSandbox } from "@codex/app-server-protocol/policies";
import type { TurnSettings } from "@codex/core";
import { invalidRequest } from "../rpc-errors.js";

type Approval = TurnSettings["approvalPolicy"];
type Sandbox = TurnSettings["sandboxPolicy"];

/**
 * Differs from codex-rs: a policy by kind of question asks as `on-request` does: what it would have refused without asking is
 * asked about.
 */
export function approvalFromWire(policy: WireApproval): Approval {
  return typeof policy === "string" ? policy : "on-request";
}

/** Throws -32600 for folders that nobody could say the place of. */
export function sandboxFromWire(policy: WireSandbox): Sandbox {
  switch (policy.type) {
    case "dangerFullAccess":
    // Something outside confines us: there is nothing to add.
    case "externalSandbox":
      return { mode: "danger-full-access" };
    case "readOnly":
      return { mode: "read-only" };
    case "workspaceWrite": {
      const relative = policy.writableRoots.find((root) => !path.isAbsolute(root));
      if (relative !== undefined) throw invalidRequest(`a writable root must be an absolute path: ${relative}`);
      return {
        mode: "workspace-write",
        writable_roots: policy.writableRoots,
        network_access: policy.networkAccess,
        exclude_tmpdir_env_var: policy.excludeTmpdirEnvVar,
        exclude_slash_tmp: policy.excludeSlashTmp,
      };
    }
    default:
      return policy satisfies never;
  }
}

export function sandboxToWire(policy: Sandbox): WireSandbox {
  switch (policy.mode) {
    case "danger-full-access":
      return { type: "dangerFullAccess" };
    case "read-only":
      return { type: "readOnly", networkAccess: false };
    case "workspace-write":
      return {
        type: "workspaceWrite",
        writableRoots: [...(policy.writable_roots ?? [])],
        networkAccess: policy.network_access,
        excludeTmpdirEnvVar: policy.exclude_tmpdir_env_var,
        excludeSlashTmp: policy.exclude_slash_tmp,
      };
    default:
      return policy satisfies never;
  }
}
