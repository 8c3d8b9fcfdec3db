import type { ApprovalPolicy, CurrentSandboxPolicy, ResponseItem } from "@codex/protocol";
import { allowsNetwork } from "../config/permissions/allows-network.js";
import { approvalPolicyName } from "../config/permissions/approval-policy.js";
import type { Restrictions } from "../config/permissions/restrictions.js";
import { isOnlyRoot } from "../config/permissions/workspace-roots.js";
import { userMessage } from "../model/messages.js";
import type { UserShell } from "./user-shell.js";

interface TurnEnvironment {
  readonly cwd: string;
  readonly workspaceRoots: readonly string[];
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly restrictions: Restrictions;
}

/** The whole environment of a turn, except for the shell, which never changes. */
export function environmentOf(turn: TurnEnvironment): EnvironmentContext {
  const { cwd, workspaceRoots, approvalPolicy, sandboxPolicy, restrictions } = turn;
  return {
    cwd,
    workspaceRoots: isOnlyRoot(cwd, workspaceRoots) ? undefined : workspaceRoots,
    approvalPolicy,
    sandboxPolicy,
    denied: restrictions.denied,
  };
}

/** The environment as the model sees it. When it changes, the model gets only the changed fields. */
export interface EnvironmentContext {
  readonly cwd?: string | undefined;
  /** Absent if the workspace is the working folder. */
  readonly workspaceRoots?: readonly string[] | undefined;
  readonly approvalPolicy?: ApprovalPolicy | undefined;
  readonly sandboxPolicy?: CurrentSandboxPolicy | undefined;
  /** Paths that may be neither read nor written. */
  readonly denied?: readonly string[] | undefined;
  readonly shell?: UserShell | undefined;
}

/** The message that describes the environment to the model. */
export function environmentContextItem({
  cwd,
  workspaceRoots,
  approvalPolicy,
  sandboxPolicy,
  denied = [],
  shell,
}: EnvironmentContext): ResponseItem {
  const fields: readonly (readonly [name: string, value: string | undefined])[] = [
    ["cwd", cwd],
    ["workspace_roots", workspaceRoots && (workspaceRoots.join(", ") || "none")],
    ["approval_policy", approvalPolicy && approvalPolicyName(approvalPolicy)],
    ["sandbox_mode", sandboxPolicy?.mode],
    ["network_access", sandboxPolicy && (allowsNetwork(sandboxPolicy) ? "enabled" : "restricted")],
    ["denied_paths", denied.length === 0 ? undefined : denied.join(", ")],
    ["shell", shell?.name],
  ];
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  <${name}>${value}</${name}>`]));
  return userMessage(["<environment_context>", ...lines, "</environment_context>"].join("\n"));
}
