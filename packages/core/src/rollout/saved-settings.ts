import {
  ApprovalPolicySchema,
  type CurrentSandboxPolicy,
  CurrentSandboxPolicySchema,
  ReasoningSummarySchema,
} from "@codex/protocol";
import * as z from "zod/mini";
import { rootsAfterMove } from "../config/permissions/workspace-roots.js";
import { EffortSchema } from "../model/effort.js";
import { parseSavedProfile } from "./saved-profile.js";

const ModeSchema = z.enum(["default", "plan"]);

const ProfileSchema = z.object({ id: z.string(), extends: z.catch(z.optional(z.string()), undefined) });

const RestrictionsSchema = z.object({ denied: z.array(z.string()), readOnly: z.array(z.string()) });

/** A turn's settings; a resumed thread starts with the latest. Values that only earlier or later versions know are ignored. */
const SavedSettingsSchema = z.object({
  model: z.catch(z.optional(z.string()), undefined),
  modelProvider: z.catch(z.optional(z.string()), undefined),
  effort: z.catch(z.optional(EffortSchema), undefined),
  summary: z.catch(z.optional(ReasoningSummarySchema), undefined),
  serviceTier: z.catch(z.optional(z.string()), undefined),
  cwd: z.catch(z.optional(z.string()), undefined),
  workspaceRoots: z.catch(z.optional(z.array(z.string())), undefined),
  approvalPolicy: z.catch(z.optional(ApprovalPolicySchema), undefined),
  approvalsReviewer: z.catch(z.optional(z.enum(["user", "auto_review"])), undefined),
  sandboxPolicy: z.catch(z.optional(CurrentSandboxPolicySchema), undefined),
  permissionProfile: z.catch(z.optional(ProfileSchema), undefined),
  /** What a permission profile removes from the sandbox policy; absent if nothing. */
  restrictions: z.catch(z.optional(RestrictionsSchema), undefined),
  /** The kind of the collaboration mode; absent if no turn had one other than the default. */
  mode: z.catch(z.optional(ModeSchema), undefined),
});
export type SavedSettings = z.infer<typeof SavedSettingsSchema>;

export function parseSavedSettings(value: unknown): SavedSettings | undefined {
  return SavedSettingsSchema.safeParse(value).data;
}

/** The settings of `after`, or of `before` where `after` has none. */
export function laterSettings(before: SavedSettings, after: SavedSettings): SavedSettings {
  return {
    model: after.model ?? before.model,
    modelProvider: after.modelProvider ?? before.modelProvider,
    effort: after.effort ?? before.effort,
    summary: after.summary ?? before.summary,
    serviceTier: after.serviceTier ?? before.serviceTier,
    cwd: after.cwd ?? before.cwd,
    workspaceRoots: laterRoots(before, after),
    approvalPolicy: after.approvalPolicy ?? before.approvalPolicy,
    approvalsReviewer: after.approvalsReviewer ?? before.approvalsReviewer,
    sandboxPolicy: after.sandboxPolicy ?? before.sandboxPolicy,
    // Settings with a sandbox policy are complete.
    ...(after.sandboxPolicy === undefined ? permissionsOf(before) : permissionsOf(after)),
    mode: after.mode ?? before.mode,
  };
}

const permissionsOf = ({ permissionProfile, restrictions }: SavedSettings) => ({ permissionProfile, restrictions });

/** A line that names no roots keeps the earlier ones, moved with the folder. */
function laterRoots(before: SavedSettings, { cwd, workspaceRoots }: SavedSettings): string[] | undefined {
  if (workspaceRoots !== undefined || before.workspaceRoots === undefined) return workspaceRoots;
  const from = { cwd: before.cwd ?? "", workspaceRoots: before.workspaceRoots };
  return rootsAfterMove(from, cwd ?? from.cwd);
}

const text = z.catch(z.optional(z.unknown()), undefined);
const TurnContextSchema = z.object({
  model: text,
  model_provider_id: text,
  effort: text,
  reasoning_effort: text,
  summary: text,
  reasoning_summary: text,
  service_tier: text,
  cwd: text,
  workspace_roots: text,
  runtime_workspace_roots: text,
  approval_policy: text,
  approvals_reviewer: text,
  sandbox_policy: text,
  permission_profile: text,
  active_permission_profile: text,
  restrictions: text,
  collaboration_mode: z.catch(z.optional(z.object({ mode: ModeSchema })), undefined),
});

/** Parses the payload of a `turn_context` line, or the settings of a `thread_settings_applied` event. */
export function parseTurnContext(payload: unknown): SavedSettings | undefined {
  const context = TurnContextSchema.safeParse(payload).data;
  if (context === undefined) return undefined;
  const roots = context.runtime_workspace_roots ?? context.workspace_roots;
  const profile = parseSavedProfile(context.permission_profile, Array.isArray(roots) ? roots : [context.cwd]);
  const policy = profile.isUnenforceable === true ? undefined : sandboxPolicyOf(context.sandbox_policy);
  return parseSavedSettings({
    model: context.model,
    modelProvider: context.model_provider_id,
    effort: context.effort ?? context.reasoning_effort,
    summary: context.summary ?? context.reasoning_summary,
    serviceTier: context.service_tier,
    cwd: context.cwd,
    workspaceRoots: roots,
    approvalPolicy: context.approval_policy,
    approvalsReviewer: context.approvals_reviewer,
    sandboxPolicy: policy ?? profile.sandboxPolicy,
    permissionProfile: profile.isUnenforceable === true ? undefined : context.active_permission_profile,
    restrictions: context.restrictions ?? profile.restrictions,
    mode: context.collaboration_mode?.mode,
  });
}

/** The same policies, with `type` instead of `mode`. */
function sandboxPolicyOf(value: unknown): CurrentSandboxPolicy | undefined {
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  return CurrentSandboxPolicySchema.safeParse({ ...value, mode: value.type }).data;
}
