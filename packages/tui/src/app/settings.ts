import { approvalPolicyName, type CollaborationMode, type Config, type Effort } from "@codex/core";
import type { ApprovalPolicy, CurrentSandboxPolicy } from "@codex/protocol";
import { approvalPresets } from "../presets.js";

/** The user's choices in this chat, which override the configuration. */
export interface Settings {
  readonly mode: CollaborationMode;
  readonly model: string;
  readonly effort: Effort;
  /** In plan mode: the effort that applies again afterwards. */
  readonly effortBeforePlan?: Effort | undefined;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
}

export function settingsOf(config: Config): Settings {
  const { model, modelReasoningEffort, approvalPolicy, sandboxPolicy } = config;
  return { mode: { kind: "default" }, model, effort: modelReasoningEffort, approvalPolicy, sandboxPolicy };
}

/** The status line's text about what Codex may do. */
export function freedomName(settings: Settings): string {
  return settings.mode.kind === "plan" ? "plan mode" : approvalsName(settings);
}

/** The preset's name, or both policies. */
export function approvalsName({ approvalPolicy, sandboxPolicy }: Settings): string {
  const preset = approvalPresets.find(
    (one) => one.approvalPolicy === approvalPolicy && one.sandboxPolicy.mode === sandboxPolicy.mode,
  );
  return preset?.name ?? `${approvalPolicyName(approvalPolicy)} ${sandboxPolicy.mode}`;
}
