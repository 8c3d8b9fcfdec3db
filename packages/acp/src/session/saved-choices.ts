import type { Config, SavedThread, SettingsChange } from "@codex/core";
import { PLAN_MODE, READ_ONLY_MODE } from "./modes.js";

type SavedSettings = SavedThread["settings"];

/** The model and effort that a saved session was left with; a model of another provider may not be there. */
export function savedModel({ model, effort, modelProvider }: SavedSettings, config: Config): SettingsChange {
  return modelProvider === undefined || modelProvider === config.modelProviderId ? { model, effort } : {};
}

/** The mode that a saved session was left in, where it does less than any other: one that does more is for the user to choose again. */
export function savedMode({ mode, approvalPolicy, sandboxPolicy }: SavedSettings): string | undefined {
  if (mode === "plan") return PLAN_MODE;
  return sandboxPolicy?.mode === "read-only" && approvalPolicy === "on-request" ? READ_ONLY_MODE : undefined;
}
