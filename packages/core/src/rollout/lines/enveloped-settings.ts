import { isAbsolute, join, resolve } from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { policyOfRoots } from "../../config/permissions/workspace-roots.js";
import type { SavedSettings } from "../saved-settings.js";

/** A turn's settings as a `turn_context` line of later Codex versions. */
export function turnContext(turnId: string, settings: SavedSettings): object {
  return {
    turn_id: turnId,
    cwd: settings.cwd,
    workspace_roots: settings.workspaceRoots,
    approval_policy: settings.approvalPolicy,
    approvals_reviewer: settings.approvalsReviewer,
    sandbox_policy: settings.sandboxPolicy && policyOf(settings.sandboxPolicy),
    active_permission_profile: settings.permissionProfile,
    restrictions: settings.restrictions,
    model: settings.model,
    effort: settings.effort,
    summary: settings.summary,
    service_tier: settings.serviceTier,
    collaboration_mode: settings.mode && modeOf(settings),
  };
}

/**
 * Settings changed between turns, as a `thread_settings_applied` event of later Codex versions. Our policy is stored next to its
 * permission profile, for our own reader.
 */
export function settingsEvent(settings: SavedSettings, threadId: string | undefined): object {
  const { cwd, sandboxPolicy, restrictions } = settings;
  const workspaceRoots = settings.workspaceRoots ?? (cwd === undefined ? [] : [cwd]);
  const effective = sandboxPolicy && policyOfRoots({ sandboxPolicy, cwd: cwd ?? "/", workspaceRoots });
  const chosen = {
    model: settings.model,
    model_provider_id: settings.modelProvider,
    approval_policy: settings.approvalPolicy,
    approvals_reviewer: settings.approvalsReviewer ?? "user",
    requested_approvals_reviewer: settings.approvalsReviewer ?? "user",
    permission_profile: effective && profileOf(effective, cwd, restrictions),
    sandbox_policy: sandboxPolicy && policyOf(sandboxPolicy),
    active_permission_profile: settings.permissionProfile,
    restrictions,
    cwd,
    runtime_workspace_roots: workspaceRoots,
    reasoning_effort: settings.effort,
    reasoning_summary: settings.summary,
    service_tier: settings.serviceTier,
    collaboration_mode: modeOf({ ...settings, mode: settings.mode ?? "default" }),
    disabled_plugin_ids: [],
  };
  return { type: "thread_settings_applied", thread_id: threadId, thread_settings: chosen };
}

function modeOf({ mode, model, effort }: SavedSettings): object {
  return { mode, settings: { model, reasoning_effort: effort ?? null, developer_instructions: null } };
}

function policyOf({ mode, ...more }: CurrentSandboxPolicy): object {
  return { type: mode, ...more };
}

function profileOf(
  policy: CurrentSandboxPolicy,
  cwd: string | undefined,
  { denied = [], readOnly = [] }: NonNullable<SavedSettings["restrictions"]> = { denied: [], readOnly: [] },
): object {
  if (policy.mode === "danger-full-access") return { type: "disabled" };
  const writable = policy.mode === "workspace-write" ? writableEntries(policy, cwd) : [];
  const at = (one: string) => place(resolve(cwd ?? "/", one));
  const entries = [
    { path: special("root"), access: "read" },
    ...writable,
    ...readOnly.map((one) => ({ path: at(one), access: "read" })),
    ...denied.map((one) => ({ path: at(one), access: "deny" })),
  ];
  const network = policy.mode === "workspace-write" && policy.network_access ? "enabled" : "restricted";
  return { type: "managed", file_system: { type: "restricted", entries }, network };
}

/** Project paths that tools obey later, and that stay read-only. */
const KEPT = [".git", ".agents", ".codex"];

function writableEntries(
  {
    writable_roots = [],
    exclude_slash_tmp,
    exclude_tmpdir_env_var,
    exclude_cwd,
  }: Extract<CurrentSandboxPolicy, { mode: "workspace-write" }>,
  cwd: string | undefined,
): object[] {
  const roots = [
    ...(cwd === undefined || exclude_cwd ? [] : [cwd]),
    ...writable_roots.filter((root) => isAbsolute(root)),
  ];
  const write = (path: object) => ({ path, access: "write" });
  return [
    ...roots.map((root) => write(place(root))),
    ...(exclude_slash_tmp ? [] : [write(special("slash_tmp"))]),
    ...(exclude_tmpdir_env_var ? [] : [write(special("tmpdir"))]),
    ...roots.flatMap((root) =>
      KEPT.map((name) => ({ path: place(join(root, name)), access: "read", missing_path_behavior: "skip" })),
    ),
  ];
}

const special = (kind: string) => ({ type: "special", value: { kind } });
const place = (path: string) => ({ type: "path", path });
