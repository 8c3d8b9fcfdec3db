import type { ApprovalPolicy, CurrentSandboxPolicy } from "@codex/protocol";
import { asksOnRequest, mayAsk } from "../config/permissions/approval-policy.js";
import type { WebSearchConfig } from "../config/toml/web-search-toml.js";
import type { ModelFamily } from "../model/model-family.js";

/** Decides which of our own tools a turn's model is offered. */
export interface ToolSelection {
  readonly modelFamily: ModelFamily;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  /** Whether a command may leave the sandbox at all. Default: true. */
  readonly mayLeave?: boolean;
  readonly includePlanTool: boolean;
  /** Offers `apply_patch` to families that have no preference. */
  readonly includeApplyPatchTool: boolean;
  /** Undefined: the provider's search is not offered. */
  readonly webSearch: WebSearchConfig | undefined;
  /** Offers `view_image`, if the model supports images. */
  readonly includeImageTool: boolean;
  /** Offers `request_permissions`. */
  readonly includePermissionsTool: boolean;
  /** Offers the tools for a thread's goal. */
  readonly includeGoalTools: boolean;
  /** Offers tools that run commands. */
  readonly includeShellTool: boolean;
  /** Offers `exec_command` and `write_stdin` in place of `shell`. */
  readonly useExecCommandTool: boolean;
  /** Default: true. */
  readonly allowLoginShell?: boolean;
}

/** Whether the model may run no commands, by whatever tool. */
export const runsNoCommands = (selection: ToolSelection): boolean => shellKind(selection) === undefined;

/** Whether the model may ask to leave the sandbox. */
export const offersToLeave = ({ approvalPolicy, mayLeave = true }: ToolSelection): boolean =>
  mayLeave && asksOnRequest(approvalPolicy) && mayAsk(approvalPolicy, "sandbox_approval");

/** The one command tool that a turn's model is offered; undefined: none. */
export function shellKind(selection: ToolSelection): "shell" | "local-shell" | "terminal" | "unified" | undefined {
  const { includeShellTool, modelFamily, useExecCommandTool } = selection;
  if (!includeShellTool || modelFamily.runsNoCommands === true) return undefined;
  if (modelFamily.usesUnifiedExec === true) return "unified";
  if (useExecCommandTool) return "terminal";
  // `local_shell` cannot ask to leave the sandbox.
  return modelFamily.usesLocalShellTool && !offersToLeave(selection) ? "local-shell" : "shell";
}
