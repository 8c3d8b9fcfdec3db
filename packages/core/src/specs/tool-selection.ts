import type { ApprovalPolicy, CurrentSandboxPolicy } from "@codex/protocol";
import { asksOnRequest, mayAsk } from "../config/approval-policy.js";
import type { WebSearchConfig } from "../config/web-search-toml.js";
import type { ModelFamily } from "../model/model-family.js";

/** What decides which of our own tools a turn's model is offered. */
export interface ToolSelection {
  readonly modelFamily: ModelFamily;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  /** Whether a command may leave the sandbox at all. Default: true. */
  readonly mayLeave?: boolean;
  readonly includePlanTool: boolean;
  /** Offers `apply_patch` to families that have no opinion on it. */
  readonly includeApplyPatchTool: boolean;
  /** Undefined: the provider does not search for it. */
  readonly webSearch: WebSearchConfig | undefined;
  /** `view_image`, where the model sees images. */
  readonly includeImageTool: boolean;
  /** `request_permissions`. */
  readonly includePermissionsTool: boolean;
  /** The tools for a thread's goal. */
  readonly includeGoalTools: boolean;
  /** Commands at all. */
  readonly includeShellTool: boolean;
  /** `exec_command` and `write_stdin` in place of `shell`. */
  readonly useExecCommandTool: boolean;
  /** Default: true. */
  readonly allowLoginShell?: boolean;
}

/** Whether the model may run no command, whatever it calls the tool for it. */
export const runsNoCommands = (selection: ToolSelection): boolean => shellKind(selection) === undefined;

/** Whether the model is told how to ask to leave the sandbox. */
export const offersToLeave = ({ approvalPolicy, mayLeave = true }: ToolSelection): boolean =>
  mayLeave && asksOnRequest(approvalPolicy) && mayAsk(approvalPolicy, "sandbox_approval");

/** The one way to run commands that a turn's model is offered; undefined: none. */
export function shellKind(selection: ToolSelection): "shell" | "local-shell" | "terminal" | "unified" | undefined {
  const { includeShellTool, modelFamily, useExecCommandTool } = selection;
  if (!includeShellTool || modelFamily.runsNoCommands === true) return undefined;
  if (modelFamily.usesUnifiedExec === true) return "unified";
  if (useExecCommandTool) return "terminal";
  // `local_shell` has no way to ask to leave the sandbox.
  return modelFamily.usesLocalShellTool && !offersToLeave(selection) ? "local-shell" : "shell";
}
