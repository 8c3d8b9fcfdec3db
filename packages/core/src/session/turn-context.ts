import type { ApprovalPolicy, CurrentSandboxPolicy, ReasoningSummary } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { isFeatureOn } from "../config/features.js";
import type { ApprovalsReviewer } from "../config/permissions/approvals-reviewer.js";
import type { ActiveProfile } from "../config/permissions/permission-profile.js";
import { mayNotLeave, NO_RESTRICTIONS, type Restrictions } from "../config/permissions/restrictions.js";
import { confinedToRoots, rootsAfterMove } from "../config/permissions/workspace-roots.js";
import { familyForModel } from "../model/catalog.js";
import type { Effort } from "../model/effort.js";
import type { ModelClient } from "../model/model-client.js";
import type { ModelFamily } from "../model/model-family.js";
import type { ToolSelection } from "../specs/tool-selection.js";
import { type CollaborationMode, confinedByMode, DEFAULT_MODE } from "./collaboration-mode.js";
import { type ContextSizes, contextSizes } from "./context-sizes.js";

/** The settings that a turn can override; everything else comes from the configuration. */
export interface TurnSettings {
  readonly mode: CollaborationMode;
  readonly cwd: string;
  /** The folders that `workspace-write` makes writable, as absolute paths. Default: only `cwd`. */
  readonly workspaceRoots: readonly string[];
  readonly approvalPolicy: ApprovalPolicy;
  /** Who answers approval questions under `on-request`. */
  readonly approvalsReviewer: ApprovalsReviewer;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  /** The permission profile that the sandbox policy comes from. Default: none. */
  readonly permissionProfile?: ActiveProfile | undefined;
  /** What the permission profile removes from every sandbox. */
  readonly restrictions: Restrictions;
  readonly model: string;
  readonly effort: Effort | undefined;
  readonly summary: ReasoningSummary;
  /** The service tier that requests ask for. Default: the server's. */
  readonly serviceTier?: string | undefined;
}

/** Absent settings stay unchanged. */
export type SettingsChange = { readonly [Name in keyof TurnSettings]?: TurnSettings[Name] | undefined };

/** Everything a turn needs to know about how to talk to the model and what it may do. */
export interface TurnContext extends TurnSettings, ContextSizes {
  /** The settings as chosen; workspace roots and plan mode may change the effective ones. */
  readonly chosen: TurnSettings;
  readonly modelFamily: ModelFamily;
  /** The most that the model gets of one tool's output, in tokens; undefined: each tool has a limit of its own. */
  readonly toolOutputTokens: number | undefined;
  readonly client: ModelClient;
  /** Which built-in tools are offered to the model. */
  readonly toolSelection: ToolSelection;
}

/** Creates the client for a turn's model; an embedding program may supply its own. */
export type ModelClientFactory = (settings: {
  readonly model: string;
  readonly modelFamily: ModelFamily;
  readonly effort: Effort | undefined;
  readonly summary: ReasoningSummary;
  readonly serviceTier?: string | undefined;
}) => ModelClient;

export function turnSettingsOf(config: Config): TurnSettings {
  return {
    mode: DEFAULT_MODE,
    cwd: config.cwd,
    workspaceRoots: [config.cwd],
    approvalPolicy: config.approvalPolicy,
    approvalsReviewer: config.approvalsReviewer,
    sandboxPolicy: config.sandboxPolicy,
    permissionProfile: config.permissionProfile,
    restrictions: config.restrictions ?? NO_RESTRICTIONS,
    model: config.model,
    effort: config.modelReasoningEffort,
    summary: config.modelReasoningSummary,
    serviceTier: config.serviceTier,
  };
}

/** A changed working folder changes the roots with it, unless those are given; another sandbox policy is that of another profile. */
export function changedSettings(settings: TurnSettings, changes: SettingsChange): TurnSettings {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const { cwd = settings.cwd, sandboxPolicy } = changes;
  const permissionProfile = sandboxPolicy === undefined ? settings.permissionProfile : undefined;
  return { ...settings, permissionProfile, workspaceRoots: rootsAfterMove(settings, cwd), ...given };
}

export function createTurnContext(config: Config, chosen: TurnSettings, createClient: ModelClientFactory): TurnContext {
  const settings = confinedByMode(confinedToRoots(chosen));
  const modelFamily = familyForModel(config, settings.model);
  const { model, effort, summary, serviceTier } = settings;
  return {
    ...settings,
    chosen,
    modelFamily,
    ...contextSizes(config, model, modelFamily),
    toolOutputTokens: config.toolOutputTokenLimit ?? modelFamily.toolOutputTokens,
    client: createClient({ model, modelFamily, effort, summary, serviceTier }),
    toolSelection: {
      modelFamily,
      approvalPolicy: settings.approvalPolicy,
      sandboxPolicy: settings.sandboxPolicy,
      mayLeave: !mayNotLeave(settings),
      includePlanTool: config.includePlanTool,
      includeApplyPatchTool: config.includeApplyPatchTool,
      webSearch: config.webSearch,
      includeImageTool: isFeatureOn("view_image", config.features) ?? true,
      includePermissionsTool: isFeatureOn("request_permissions_tool", config.features) ?? false,
      includeGoalTools: isFeatureOn("goals", config.features) ?? false,
      includeShellTool: isFeatureOn("shell_tool", config.features) ?? true,
      useExecCommandTool: config.useExperimentalExecCommandTool,
      allowLoginShell: config.allowLoginShell,
    },
  };
}
