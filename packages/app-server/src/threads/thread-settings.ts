import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ApprovalsReviewer, AskForApproval, SandboxPolicy } from "@codex/app-server-protocol/policies";
import { sandboxToWire } from "@codex/app-server-protocol/sandbox-settings";
import type { ThreadSettings } from "@codex/app-server-protocol/thread";
import { approvalsReviewerOf, NO_RESTRICTIONS, type SettingsChange, type TurnSettings, usualEffort } from "@codex/core";
import { type EnvironmentParams, folderNamed } from "./environments.js";
import { sandboxAskedFor } from "./policies.js";
import type { ServedThread } from "./served-thread.js";
import type { ProfileSettings } from "./thread-config.js";

/** The settings for later turns in requests; absent or null values change nothing. */
export interface SettingsParams extends EnvironmentParams {
  readonly approvalPolicy?: AskForApproval | null | undefined;
  readonly approvalsReviewer?: ApprovalsReviewer | null | undefined;
  readonly sandboxPolicy?: SandboxPolicy | null | undefined;
  /** The id of a permission profile, in place of `sandboxPolicy`. */
  readonly permissions?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly effort?: string | null | undefined;
  readonly summary?: "auto" | "concise" | "detailed" | "none" | null | undefined;
  readonly collaborationMode?:
    | { readonly mode: "plan" | "default"; readonly settings: ModeSettings }
    | null
    | undefined;
}

interface ModeSettings {
  readonly model: string;
  readonly developer_instructions?: string | null | undefined;
  readonly reasoning_effort?: string | null | undefined;
}

/** The working folder of later turns. */
export function folderOf(params: SettingsParams, { thread: { settings } }: ServedThread): string {
  return path.resolve(settings.cwd, folderNamed(params) ?? "");
}

/** Undefined if nothing is to change. `profile`: the settings of the profile that `permissions` names. */
export function settingsChange(
  params: SettingsParams,
  served: ServedThread,
  profile?: ProfileSettings,
): SettingsChange | undefined {
  const { mode: kind, settings: mode } = params.collaborationMode ?? {};
  // The settings of a mode are complete: if it names no effort, its model's usual effort applies.
  const effort =
    mode === undefined ? params.effort : (mode.reasoning_effort ?? usualEffort(served.options.config, mode.model));
  const change: SettingsChange = {
    mode: kind && { kind, instructions: mode?.developer_instructions ?? undefined },
    approvalPolicy: params.approvalPolicy ?? undefined,
    approvalsReviewer: params.approvalsReviewer == null ? undefined : approvalsReviewerOf(params.approvalsReviewer),
    sandboxPolicy: sandboxChosen(params, served) ?? profile?.sandboxPolicy,
    restrictions: profile && (profile.restrictions ?? NO_RESTRICTIONS),
    cwd: folderNamed(params) === undefined ? undefined : folderOf(params, served),
    model: mode?.model ?? params.model ?? undefined,
    effort: effort ?? undefined,
    summary: params.summary ?? undefined,
  };
  if (change.sandboxPolicy !== undefined) served.permissionProfile = profile?.permissionProfile;
  return Object.values(change).some((value) => value !== undefined) ? change : undefined;
}

/** Sending back the reported policy changes nothing: the wire format cannot express everything in a profile. */
function sandboxChosen(
  { sandboxPolicy }: SettingsParams,
  { thread }: ServedThread,
): TurnSettings["sandboxPolicy"] | undefined {
  if (sandboxPolicy == null || isDeepStrictEqual(sandboxPolicy, sandboxToWire(thread.settings.sandboxPolicy)))
    return undefined;
  return sandboxAskedFor(sandboxPolicy);
}

/** A thread's settings, as included in responses. */
export function settingsOfAnswer(served: ServedThread) {
  const { thread, options } = served;
  const { approvalPolicy, approvalsReviewer, sandboxPolicy, cwd, model, effort } = thread.settings;
  return {
    activePermissionProfile: activeProfile(served),
    approvalPolicy,
    approvalsReviewer,
    cwd,
    model,
    modelProvider: options.config.modelProviderId,
    reasoningEffort: effort ?? null,
    runtimeWorkspaceRoots: [cwd],
    sandbox: sandboxToWire(sandboxPolicy),
  };
}

/** A thread's settings, as included in `thread/settings/updated`. */
export function threadSettings(served: ServedThread): ThreadSettings {
  const { thread, options } = served;
  const { approvalPolicy, approvalsReviewer, sandboxPolicy, cwd, model, effort, summary } = thread.settings;
  return {
    activePermissionProfile: activeProfile(served),
    approvalPolicy,
    approvalsReviewer,
    sandboxPolicy: sandboxToWire(sandboxPolicy),
    cwd,
    environments: [{ environmentId: "local", cwd, runtimeWorkspaceRoots: [cwd] }],
    model,
    modelProvider: options.config.modelProviderId,
    effort: effort ?? null,
    summary,
    collaborationMode: modeToWire(thread.settings),
    disabledPluginIds: [],
    multiAgentMode: "explicitRequestOnly",
  };
}

const activeProfile = ({ permissionProfile }: ServedThread) =>
  permissionProfile === undefined ? null : { id: permissionProfile.id, extends: permissionProfile.extends ?? null };

export function modeToWire({ mode, model, effort }: Pick<TurnSettings, "mode" | "model" | "effort">) {
  return {
    mode: mode.kind,
    settings: { model, reasoning_effort: effort ?? null, developer_instructions: mode.instructions ?? null },
  };
}
