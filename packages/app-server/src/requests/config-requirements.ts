import type { ConfigRequirements, ConfigRequirementsReadResponse } from "@codex/app-server-protocol/config";
import { HOOK_EVENTS, type Requirements } from "@codex/core";

type Demands = Requirements["demands"];

/** The answer to `configRequirements/read`. */
export function requirementsAnswer(requirements: Requirements | undefined): ConfigRequirementsReadResponse {
  return {
    requirements: requirements === undefined ? null : wireRequirements(requirements),
    supportsIndependentSpeedModes: true,
  };
}

/** The administrator's requirements: every name that clients know, with null if nothing is required. */
function wireRequirements({ demands }: Requirements): ConfigRequirements {
  const { allowed_web_search_modes: modes, allowed_approval_policies: policies, hooks } = demands;
  return {
    ...Object.fromEntries(NOT_REQUIRED.map((name) => [name, null])),
    modelProvider: demands.model_provider ?? null,
    chatgptBaseUrl: demands.chatgpt_base_url ?? null,
    cliAuthCredentialsStore: demands.cli_auth_credentials_store ?? null,
    modelCatalogJson: demands.model_catalog_json ?? null,
    checkForUpdateOnStartup: demands.check_for_update_on_startup ?? null,
    additionalDeveloperInstructions: demands.additional_developer_instructions ?? null,
    // The current protocol has no such policy.
    allowedApprovalPolicies: policies?.filter((policy) => policy !== "on-failure") ?? null,
    allowedApprovalsReviewers: demands.allowed_approvals_reviewers ?? null,
    allowedSandboxModes: demands.allowed_sandbox_modes ?? null,
    allowedWebSearchModes: modes === undefined ? null : [...new Set([...modes, "disabled"])],
    allowManagedHooksOnly: demands.allow_managed_hooks_only ?? null,
    featureRequirements: demands.features ?? null,
    hooks: hooks === undefined ? null : wireHooks(hooks),
  };
}

function wireHooks({ managed_dir, windows_managed_dir, ...events }: NonNullable<Demands["hooks"]>) {
  return {
    managedDir: managed_dir ?? null,
    windowsManagedDir: windows_managed_dir ?? null,
    ...Object.fromEntries(HOOK_EVENTS.map((event) => [event, groupsOf(events[event])])),
  };
}

function groupsOf(groups: unknown): unknown[] {
  return (Array.isArray(groups) ? groups : []).map((group: unknown) => {
    const { matcher = null, hooks = [] } = fieldsOf(group);
    return { matcher, hooks: Array.isArray(hooks) ? hooks.map(handlerOf) : [] };
  });
}

function handlerOf(handler: unknown): Record<string, unknown> {
  const { timeout = null, async = false, command_windows = null, statusMessage = null, ...named } = fieldsOf(handler);
  return { ...named, timeoutSec: timeout, async, commandWindows: command_windows, statusMessage };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** Requirements about features that do not exist here. */
const NOT_REQUIRED = [
  "modelProviders",
  "allowedLoginMethods",
  "allowedWindowsSandboxImplementations",
  "allowedPermissionProfiles",
  "defaultPermissions",
  "allowBrowserAndComputerUse",
  "allowAppshots",
  "allowRemoteControl",
  "computerUse",
  "browserUse",
  "inAppBrowser",
  "enforceResidency",
  "network",
  "application",
  "autoReview",
  "models",
  "sqliteHome",
  "logDir",
  "allowLoginShell",
  "feedback",
  "otel",
] as const;
