import type { SandboxPolicy as WireSandbox } from "@codex/app-server-protocol/policies";
import type { AskForApproval, SandboxPolicy } from "@codex/protocol";
import type { Settings } from "../app/settings.js";

/** What a server says that a thread's turns run under; it may know more policies than we do. */
export interface WireSettings {
  readonly model: string;
  readonly reasoningEffort?: string | null | undefined;
  readonly approvalPolicy: unknown;
  readonly sandbox: { readonly type?: unknown } | string;
}

export function settingsFromWire(wire: WireSettings): Settings {
  return {
    mode: { kind: "default" },
    model: wire.model,
    effort: wire.reasoningEffort ?? "medium",
    approvalPolicy: approvalFromWire(wire.approvalPolicy),
    sandboxPolicy: sandboxFromWire(wire.sandbox),
  };
}

/** What turns run under from now on, as params of a change. */
export function settingsToWire({ mode, model, effort, approvalPolicy, sandboxPolicy }: Settings) {
  const settings = { model, reasoning_effort: effort, developer_instructions: null };
  return {
    model,
    effort,
    collaborationMode: { mode: mode.kind, settings },
    approvalPolicy: approvalToWire(approvalPolicy),
    sandboxPolicy: sandboxToWire(sandboxPolicy),
  };
}

const APPROVALS: readonly AskForApproval[] = ["untrusted", "on-failure", "on-request", "never"];

function approvalFromWire(policy: unknown): AskForApproval {
  return APPROVALS.find((one) => one === policy) ?? "on-request";
}

/** That wire has no `on-failure` any more. */
function approvalToWire(policy: AskForApproval) {
  return policy === "on-failure" ? "on-request" : policy;
}

function sandboxFromWire(policy: WireSettings["sandbox"]): SandboxPolicy {
  const type = typeof policy === "string" ? policy : policy.type;
  if (type === "dangerFullAccess" || type === "externalSandbox") return { mode: "danger-full-access" };
  if (type !== "workspaceWrite") return { mode: "read-only" };
  const {
    networkAccess = false,
    writableRoots = [],
    excludeSlashTmp = false,
    excludeTmpdirEnvVar = false,
  } = policy as Partial<Extract<WireSandbox, { type: "workspaceWrite" }>>;
  return {
    mode: "workspace-write",
    writable_roots: writableRoots,
    network_access: networkAccess,
    exclude_tmpdir_env_var: excludeTmpdirEnvVar,
    exclude_slash_tmp: excludeSlashTmp,
  };
}

function sandboxToWire(policy: SandboxPolicy): WireSandbox {
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
