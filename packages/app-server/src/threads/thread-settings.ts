import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ApprovalsReviewer, AskForApproval, SandboxPolicy } from "@codex/app-server-protocol/policies";
import { sandboxToWire } from "@codex/app-server-protocol/sandbox-settings";
import type { ThreadSettings } from "@codex/app-server-protocol/thread";
import {
  approvalsReviewerOf,
  NO_RESTRICTIONS,
  policyOfRoots,
  type SettingsChange,
  type TurnSettings,
  usableServiceTier,
  usualEffort,
} from "@codex/core";
import { notificationOf } from "../turns/notification.js";
import { type EnvironmentParams, folderNamed, rootsNamed } from "./environments.js";
import { requestedSandbox } from "./requested-sandbox.js";
import type { ServedThread } from "./served-thread.js";
import { type ProfileSettings, tierAskedFor } from "./thread-config.js";

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
  /** null: the server's default tier. */
  readonly serviceTier?: string | null | undefined;
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

/**
 * Changes the settings of later turns, and notifies clients if any is another one now. `profile`: the settings of the profile that
 * `permissions` names.
 */
export async function changeSettings(
  params: SettingsParams,
  served: ServedThread,
  profile: ProfileSettings | undefined,
): Promise<void> {
  const before = threadSettings(served);
  const change = whatDiffers(settingsChange(params, served, profile), served.thread.settings);
  if (change !== undefined) await served.thread.configure(change);
  const after = threadSettings(served);
  if (isDeepStrictEqual(before, after)) return;
  served.notify(notificationOf("thread/settings/updated", { threadId: served.id, threadSettings: after }));
}

/** Without the settings that are so already: some clients send all of them with every turn. Undefined if none are left. */
function whatDiffers(change: SettingsChange, settings: TurnSettings): SettingsChange | undefined {
  const different = Object.entries(change).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(value, Reflect.get(settings, name)),
  );
  return different.length === 0 ? undefined : Object.fromEntries(different);
}

function settingsChange(
  params: SettingsParams,
  served: ServedThread,
  profile: ProfileSettings | undefined,
): SettingsChange {
  const { mode: kind, settings: mode } = params.collaborationMode ?? {};
  // The settings of a mode are complete: if it names no effort, its model's usual effort applies.
  const effort =
    mode === undefined ? params.effort : (mode.reasoning_effort ?? usualEffort(served.options.config, mode.model));
  const change: SettingsChange = {
    mode: kind && { kind, instructions: mode?.developer_instructions ?? undefined },
    approvalPolicy: params.approvalPolicy ?? undefined,
    approvalsReviewer: params.approvalsReviewer == null ? undefined : approvalsReviewerOf(params.approvalsReviewer),
    sandboxPolicy: sandboxChosen(params, served) ?? profile?.sandboxPolicy,
    permissionProfile: profile?.permissionProfile,
    restrictions: profile && (profile.restrictions ?? NO_RESTRICTIONS),
    cwd: folderNamed(params) === undefined ? undefined : folderOf(params, served),
    workspaceRoots: rootsNamed(params),
    model: mode?.model ?? params.model ?? undefined,
    effort: effort ?? undefined,
    summary: params.summary ?? undefined,
    serviceTier: tierAskedFor(params),
  };
  return change;
}

/** Sending back the reported policy changes nothing: the wire format cannot express everything in a profile. */
function sandboxChosen(
  { sandboxPolicy }: SettingsParams,
  { thread }: ServedThread,
): TurnSettings["sandboxPolicy"] | undefined {
  if (sandboxPolicy == null || isDeepStrictEqual(sandboxPolicy, sandboxToWire(policyOfRoots(thread.settings))))
    return undefined;
  return requestedSandbox(sandboxPolicy);
}

/** A thread's settings, as included in responses. */
export function settingsOfAnswer(served: ServedThread) {
  const { thread, options } = served;
  const { approvalPolicy, approvalsReviewer, cwd, workspaceRoots, model, effort } = thread.settings;
  return {
    activePermissionProfile: activeProfile(served),
    approvalPolicy,
    approvalsReviewer,
    cwd,
    model,
    modelProvider: options.config.modelProviderId,
    reasoningEffort: effort ?? null,
    runtimeWorkspaceRoots: [...workspaceRoots],
    sandbox: sandboxToWire(policyOfRoots(thread.settings)),
    // Differs from the setting if the model does not have that tier: then none is asked for.
    serviceTier: usableServiceTier(options.config, thread.settings) ?? null,
  };
}

/** A thread's settings, as included in `thread/settings/updated`. */
function threadSettings(served: ServedThread): ThreadSettings {
  const { thread, options } = served;
  const { approvalPolicy, approvalsReviewer, cwd, workspaceRoots, model, effort, summary, serviceTier } =
    thread.settings;
  return {
    activePermissionProfile: activeProfile(served),
    approvalPolicy,
    approvalsReviewer,
    sandboxPolicy: sandboxToWire(policyOfRoots(thread.settings)),
    cwd,
    environments: [{ environmentId: "local", cwd, runtimeWorkspaceRoots: [...workspaceRoots] }],
    model,
    modelProvider: options.config.modelProviderId,
    effort: effort ?? null,
    summary,
    serviceTier: serviceTier ?? null,
    collaborationMode: modeToWire(thread.settings),
    disabledPluginIds: [],
    multiAgentMode: "explicitRequestOnly",
  };
}

const activeProfile = ({
  thread: {
    settings: { permissionProfile },
  },
}: ServedThread) =>
  permissionProfile === undefined ? null : { id: permissionProfile.id, extends: permissionProfile.extends ?? null };

export function modeToWire({ mode, model, effort }: Pick<TurnSettings, "mode" | "model" | "effort">) {
  return {
    mode: mode.kind,
    settings: { model, reasoning_effort: effort ?? null, developer_instructions: mode.instructions ?? null },
  };
}
