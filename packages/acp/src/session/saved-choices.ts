import type { Config, SavedThread, SettingsChange } from "@codex/core";
import { PLAN_MODE, READ_ONLY_MODE } from "./modes.js";

type SavedSettings = SavedThread["settings"];

/** The model and effort that a saved session last used. A model of another provider may not be available. */
export function savedModel({ model, effort, mode, modelProvider }: SavedSettings, config: Config): SettingsChange {
  if (modelProvider !== undefined && modelProvider !== config.modelProviderId) return {};
  // The effort of plan mode is not the session's.
  const isOfPlanMode = mode === "plan" && config.planModeReasoningEffort !== undefined;
  return isOfPlanMode ? { model } : { model, effort };
}

/** The mode of a saved session, if it is one that allows less than the others; a less strict one the user must choose again. */
export function savedMode({ mode, approvalPolicy, sandboxPolicy }: SavedSettings): string | undefined {
  if (mode === "plan") return PLAN_MODE;
  return sandboxPolicy?.mode === "read-only" && approvalPolicy === "on-request" ? READ_ONLY_MODE : undefined;
}
