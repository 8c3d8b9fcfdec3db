import path from "node:path";
import { type Environment, environmentValue, expandHome } from "../environment.js";
import { serviceTierNamed } from "../model/service-tier.js";
import { chosenModel } from "./chosen-model.js";
import type { Config, HooksConfig, SkillsConfig } from "./config.js";
import { sessionTable } from "./config-layers.js";
import type { ConfigOverrides, ConfigSources } from "./config-sources.js";
import { ineffectiveSettings, unusualEffort } from "./config-warnings.js";
import { isFeatureOn } from "./features.js";
import { readHomeInstructions } from "./instruction-files.js";
import { loginVariables } from "./login-variables.js";
import { chosenPermissions } from "./permissions/chosen-permissions.js";
import { defaultPolicies } from "./permissions/default-policies.js";
import { findProject } from "./project.js";
import { projectDocNames } from "./project-doc-names.js";
import { readPromptTexts } from "./prompt-texts.js";
import { type ReadSettings, readSettings } from "./read-settings.js";
import { withinRequirements } from "./requirements/within-requirements.js";
import { agentsConfigOf } from "./toml/agents-toml.js";
import type { ConfigToml } from "./toml/config-toml.js";
import { fleetConfigOf } from "./toml/fleet-toml.js";
import { limitsOf } from "./toml/limits-toml.js";
import { mcpPoliciesOf, mcpServersOf } from "./toml/mcp-servers.js";
import { approvalsOf, shellEnvironmentPolicyOf, unixSocketsOf } from "./toml/policies-toml.js";
import { tuiConfigOf } from "./toml/tui-toml.js";
import { webSearchOf } from "./toml/web-search-toml.js";

const DEFAULT_ORIGINATOR = "codex_cli_rs";
const DEFAULT_CHATGPT_BASE_URL = "https://chatgpt.com/backend-api/";
const DEFAULT_PROJECT_DOC_MAX_BYTES = 32 * 1024;

/**
 * Resolves all settings. Priority, highest first: the administrator's requirements, `overrides`, `-c` values, the profile of `config.toml`,
 * the layers (projects, then the profile's own file, then `config.toml`), the defaults.
 * @throws CodexError `config-invalid` with file, line, key and the nearest valid name, or with the folder that does not exist.
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const { codexHome, env, overrides } = sources;
  const read = await readSettings(sources);
  const { cwd, requirements, layers, parsed, settings, activeProfile } = read;
  const { toml } = parsed;
  const model = await chosenModel({ toml, settings, overrides, requirements, env, codexHome });
  const [homeInstructions, texts, { trustLevel, ...project }] = await Promise.all([
    readHomeInstructions(codexHome),
    readPromptTexts({ ...toml, ...settings }, { cwd, env, layers, isOverridden: parsed.isOverridden }),
    findProject(cwd, { projects: toml.projects, markers: toml.project_root_markers }),
  ]);
  const mcpServers = mcpServersOf(toml.mcp_servers, toml);
  const defaults = defaultPolicies(overrides.followTrust === true ? trustLevel : undefined);

  return withinRequirements({
    ...model,
    ...modelSettingsOf(read, model, overrides),
    ...approvalsOf(settings, overrides, defaults),
    ...chosenPermissions({
      parsed,
      settings: { ...toml, ...settings },
      overrides,
      layers,
      cwd,
      env,
      fallbackMode: defaults.sandboxMode,
    }),
    permissionProfiles: toml.permissions,
    unixSockets: unixSocketsOf(toml, env),
    shellEnvironmentPolicy: {
      ...shellEnvironmentPolicyOf(toml),
      logins: loginVariables(model.modelProviders, mcpServers),
    },
    developerInstructions: overrides.developerInstructions ?? toml.developer_instructions,
    userInstructions: homeInstructions?.text,
    baseInstructions: overrides.baseInstructions ?? texts.baseInstructions,
    compactPrompt: texts.compactPrompt,
    projectDocMaxBytes: toml.project_doc_max_bytes ?? DEFAULT_PROJECT_DOC_MAX_BYTES,
    projectRootMarkers: toml.project_root_markers,
    projectDocNames: projectDocNames(toml.project_doc_fallback_filenames ?? []),
    mcpServers,
    mcpPolicies: mcpPoliciesOf(toml.mcp_servers),
    skills: skillsOf(toml),
    hooks: hooksOf(read, sources),
    agents: agentsConfigOf(toml.agents, layers),
    fleet: fleetConfigOf(toml.fleet, codexHome),
    features: toml.features ?? {},
    limits: limitsOf(toml.limits),
    ...toolsOf(toml, overrides),
    ...loginOf(read),
    ...displayOf(toml, overrides),
    tui: tuiConfigOf(toml.tui, env),
    codexHome,
    cwd,
    history: { persistence: toml.history?.persistence ?? "save-all", maxBytes: toml.history?.max_bytes },
    logFolder: path.resolve(codexHome, expandHome(toml.log_dir ?? "log", env)),
    experimentalResume: toml.experimental_resume && path.resolve(cwd, toml.experimental_resume),
    ignoreRules: overrides.ignoreRules ?? false,
    notify: toml.notify,
    responsesOriginator: originatorOf(toml, env, overrides.originator),
    activeProfile,
    trustLevel,
    project,
    requirements,
    env,
    warnings: [
      ...parsed.warnings,
      ...ineffectiveSettings(toml, env),
      ...unusualEffort(settings.model_reasoning_effort, model),
    ],
  });
}

function modelSettingsOf(
  { parsed: { toml }, settings }: ReadSettings,
  { modelFamily }: Pick<Config, "modelFamily">,
  overrides: ConfigOverrides,
) {
  return {
    autoCompactTokenLimit: toml.model_auto_compact_token_limit,
    modelMaxOutputTokens: toml.model_max_output_tokens,
    toolOutputTokenLimit: toml.tool_output_token_limit,
    planModeReasoningEffort: toml.plan_mode_reasoning_effort,
    modelReasoningSummary: settings.model_reasoning_summary ?? modelFamily.defaultSummary ?? "auto",
    modelVerbosity: settings.model_verbosity,
    serviceTier: serviceTierNamed(overrides.serviceTier ?? settings.service_tier),
    reviewModel: toml.review_model,
    disableResponseStorage: overrides.disableResponseStorage ?? settings.disable_response_storage ?? false,
  } satisfies Partial<Config>;
}

function skillsOf({ skills }: ConfigToml): SkillsConfig {
  return {
    includeBundled: skills?.bundled?.enabled ?? true,
    includeInstructions: skills?.include_instructions ?? true,
    switches: skills?.config ?? [],
  };
}

function hooksOf({ parsed: { toml }, layers }: ReadSettings, { cliOverrides, overrides }: ConfigSources): HooksConfig {
  return {
    enabled: isFeatureOn("hooks", toml.features ?? {}) ?? true,
    user: layers.find(({ source }) => source.type === "user" && source.profile === undefined)?.table["hooks"],
    flags: sessionTable(cliOverrides)["hooks"],
    bypassTrust: overrides.bypassHookTrust ?? false,
  };
}

function toolsOf(toml: ConfigToml, overrides: ConfigOverrides) {
  return {
    includePlanTool: overrides.includePlanTool ?? toml.tools?.update_plan?.enabled ?? false,
    includeApplyPatchTool: overrides.includeApplyPatchTool ?? false,
    webFetchDomains: toml.tools?.web_fetch?.allowed_domains ?? [],
    webSearch: webSearchOf(toml, overrides.toolsWebSearch),
    allowLoginShell: toml.allow_login_shell ?? true,
    useExperimentalExecCommandTool: toml.experimental_use_exec_command_tool ?? false,
  } satisfies Partial<Config>;
}

function loginOf({ parsed: { toml }, settings }: ReadSettings) {
  const { forced_login_method: method, forced_chatgpt_workspace_id: workspaces } = toml;
  return {
    chatgptBaseUrl: settings.chatgpt_base_url ?? DEFAULT_CHATGPT_BASE_URL,
    preferredAuthMethod: toml.preferred_auth_method ?? "chatgpt",
    credentialStore: toml.cli_auth_credentials_store ?? "file",
    loginLimits: {
      method: method === "api" ? "apikey" : method,
      workspaces: typeof workspaces === "string" ? [workspaces] : workspaces,
    },
  } satisfies Partial<Config>;
}

function displayOf(toml: ConfigToml, overrides: ConfigOverrides) {
  return {
    fileOpener: toml.file_opener ?? "vscode",
    checkForUpdates: toml.check_for_update_on_startup ?? false,
    hideAgentReasoning: toml.hide_agent_reasoning ?? false,
    // The only such override is the default of `--oss`, so the user's own setting comes first.
    showRawAgentReasoning: toml.show_raw_agent_reasoning ?? overrides.showRawAgentReasoning ?? false,
    execJsonFormat: toml.exec_json_format ?? "items",
  } satisfies Partial<Config>;
}

/** A program that starts Codex identifies itself with the variable. As in codex-rs, what no header can hold does not count. */
function originatorOf(toml: ConfigToml, env: Environment, given: string | undefined): string {
  // Clients of the August 2025 events expect the originator of that time, too.
  const fallback = toml.exec_json_format === "events" ? undefined : given;
  const configured = toml.responses_originator_header_internal_override;
  const chosen = environmentValue(env, "CODEX_INTERNAL_ORIGINATOR_OVERRIDE") ?? configured ?? fallback;
  return chosen !== undefined && /^[\x20-\x7e]+$/.test(chosen) ? chosen : DEFAULT_ORIGINATOR;
}
