import path from "node:path";
import { ReasoningEffortSchema, type SandboxMode, type SandboxPolicy } from "@codex/protocol";
import { type Environment, environmentValue, expandHome } from "../environment.js";
import { CodexError } from "../error.js";
import { folderProblem } from "../files/folder-problem.js";
import { type CatalogModel, modelFamilyIn, readModelCatalog } from "../model/catalog.js";
import type { ModelFamily } from "../model/model-family.js";
import { getModelInfo } from "../model/model-info.js";
import {
  builtInModelProviders,
  LOCAL_PROVIDERS,
  type ModelProviderInfo,
  replaceableModelProviders,
} from "../model/provider/provider-info.js";
import { agentsConfigOf } from "./agents-toml.js";
import type { Config, ConfigOverrides, ConfigSources, ShellEnvironmentPolicy } from "./config.js";
import { readConfigLayers, sessionTable } from "./config-layers.js";
import type { ConfigProfile, ConfigToml } from "./config-toml.js";
import { defaultPolicies } from "./default-policies.js";
import { isFeatureOn } from "./features.js";
import { fleetConfigOf } from "./fleet-toml.js";
import { readHomeInstructions } from "./instruction-files.js";
import { limitsOf } from "./limits-toml.js";
import { loginVariables } from "./login-variables.js";
import { mcpPoliciesOf, mcpServersOf } from "./mcp-server-toml.js";
import { nearestName } from "./nearest-name.js";
import { type ParsedConfig, parseConfig } from "./parse-config.js";
import { findProject } from "./project.js";
import { projectDocNames } from "./project-doc-names.js";
import { readPromptTexts } from "./prompt-texts.js";
import { pinnedSettings, readRequirements } from "./requirements.js";
import { tuiConfigOf } from "./tui-toml.js";
import { webSearchOf } from "./web-search-toml.js";
import { withinRequirements } from "./within-requirements.js";

const DEFAULT_MODEL = "gpt-5";
const DEFAULT_PROVIDER = "openai";
const DEFAULT_ORIGINATOR = "codex_cli_rs";
const DEFAULT_CHATGPT_BASE_URL = "https://chatgpt.com/backend-api/";
const DEFAULT_PROJECT_DOC_MAX_BYTES = 32 * 1024;

/**
 * Resolves every setting. What decides, first to last: what an administrator requires, `overrides`, `-c` values, the profile of `config.toml`, the layers (projects before
 * the profile's own file, that before `config.toml`), the default.
 * @throws CodexError `config-invalid` naming file, line, key and the nearest valid name, or the folder that is not there.
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const { codexHome, env, overrides } = sources;
  const cwd = await workingFolder(sources);
  const { profile, ignoreUserConfig: ignoresUser } = overrides;
  const { cliOverrides } = sources;
  const [requirements, read] = await Promise.all([
    readRequirements(sources.requirementsFile),
    readConfigLayers({ codexHome, cwd, cliOverrides, profile, ignoresUser }),
  ]);
  // Those of the command line go on top with their names, for what is said of them.
  const layers = read.filter(({ source }) => source.type !== "session");
  const parsed = parseConfig(layers, [...cliOverrides, ...pinnedSettings(requirements)]);
  if (sources.isStrict === true && parsed.unknownKeys.length > 0) {
    throw new CodexError("config-invalid", parsed.unknownKeys.join("\n"));
  }
  const { toml } = parsed;
  const activeProfile = overrides.profile ?? toml.profile;
  const isFile = layers.some(({ source }) => source.type === "user" && source.profile === activeProfile);
  const settings = isFile ? toml : withProfile(parsed, profileNamed(parsed, activeProfile));

  const local = localProviderOf(overrides.localProvider, toml);
  const model = modelNamed(overrides.model ?? local?.model ?? settings.model ?? DEFAULT_MODEL);
  const modelCatalog = await readModelCatalog(toml.model_catalog_json, codexHome);
  const modelFamily = familyOf(model, toml, modelCatalog);
  const modelInfo = getModelInfo(modelFamily);
  const providers = {
    ...replaceableModelProviders(env),
    ...toml.model_providers,
    ...builtInModelProviders(env, toml.openai_base_url),
  };
  const wantedProviderId = local?.id ?? overrides.modelProvider ?? settings.model_provider;
  const modelProviderId = requirements?.demands.model_provider ?? wantedProviderId ?? DEFAULT_PROVIDER;
  const [homeInstructions, texts, { trustLevel, ...project }] = await Promise.all([
    readHomeInstructions(codexHome),
    readPromptTexts({ ...toml, ...settings }, { cwd, env, layers, isOverridden: parsed.isOverridden }),
    findProject(cwd, { projects: toml.projects, markers: toml.project_root_markers }),
  ]);
  const mcpServers = mcpServersOf(toml.mcp_servers, toml);
  const defaults = defaultPolicies(overrides.followTrust === true ? trustLevel : undefined);

  return withinRequirements({
    model,
    modelProviderId,
    modelProvider: providerNamed(providers, modelProviderId),
    modelFamily,
    modelCatalog,
    developerInstructions: overrides.developerInstructions ?? toml.developer_instructions,
    features: toml.features ?? {},
    autoCompactTokenLimit: toml.model_auto_compact_token_limit,
    modelContextWindow: toml.model_context_window ?? modelFamily.contextWindow ?? modelInfo?.contextWindow,
    modelMaxOutputTokens: toml.model_max_output_tokens,
    modelReasoningEffort: settings.model_reasoning_effort ?? modelFamily.defaultEffort ?? "medium",
    modelReasoningSummary: settings.model_reasoning_summary ?? "auto",
    modelVerbosity: settings.model_verbosity,
    reviewModel: toml.review_model,
    approvalPolicy: overrides.approvalPolicy ?? settings.approval_policy ?? defaults.approvalPolicy,
    sandboxPolicy: sandboxPolicyOf({ ...toml, ...settings }, overrides, { cwd, env, mode: defaults.sandboxMode }),
    unixSockets: (toml.sandbox_workspace_write?.allow_unix_sockets ?? [])
      .map((socket) => expandHome(socket, env))
      .filter(path.isAbsolute),
    shellEnvironmentPolicy: { ...shellEnvironmentPolicyOf(toml), logins: loginVariables(providers, mcpServers) },
    disableResponseStorage: overrides.disableResponseStorage ?? settings.disable_response_storage ?? false,
    notify: toml.notify,
    userInstructions: homeInstructions?.text,
    baseInstructions: overrides.baseInstructions ?? texts.baseInstructions,
    compactPrompt: texts.compactPrompt,
    mcpServers,
    mcpPolicies: mcpPoliciesOf(toml.mcp_servers),
    modelProviders: providers,
    projectDocMaxBytes: toml.project_doc_max_bytes ?? DEFAULT_PROJECT_DOC_MAX_BYTES,
    projectDocNames: projectDocNames(toml.project_doc_fallback_filenames ?? []),
    codexHome,
    cwd,
    history: { persistence: toml.history?.persistence ?? "save-all", maxBytes: toml.history?.max_bytes },
    fileOpener: toml.file_opener ?? "vscode",
    checkForUpdates: toml.check_for_update_on_startup ?? false,
    tui: tuiConfigOf(toml.tui, env),
    limits: limitsOf(toml.limits),
    hideAgentReasoning: toml.hide_agent_reasoning ?? false,
    // The only override is the default that `--oss` brings: the user's own setting comes first.
    showRawAgentReasoning: toml.show_raw_agent_reasoning ?? overrides.showRawAgentReasoning ?? false,
    chatgptBaseUrl: settings.chatgpt_base_url ?? DEFAULT_CHATGPT_BASE_URL,
    experimentalResume: toml.experimental_resume && path.resolve(cwd, toml.experimental_resume),
    skills: {
      includeBundled: toml.skills?.bundled?.enabled ?? true,
      includeInstructions: toml.skills?.include_instructions ?? true,
      switches: toml.skills?.config ?? [],
    },
    hooks: {
      enabled: isFeatureOn("hooks", toml.features ?? {}) ?? true,
      user: layers.find(({ source }) => source.type === "user" && source.profile === undefined)?.table["hooks"],
      flags: sessionTable(sources.cliOverrides)["hooks"],
      bypassTrust: overrides.bypassHookTrust ?? false,
    },
    agents: agentsConfigOf(toml.agents, layers),
    fleet: fleetConfigOf(toml.fleet, codexHome),
    ignoreRules: overrides.ignoreRules ?? false,
    includePlanTool: overrides.includePlanTool ?? toml.tools?.update_plan?.enabled ?? false,
    includeApplyPatchTool: overrides.includeApplyPatchTool ?? false,
    webFetchDomains: toml.tools?.web_fetch?.allowed_domains ?? [],
    webSearch: webSearchOf(toml, overrides.toolsWebSearch),
    allowLoginShell: toml.allow_login_shell ?? true,
    useExperimentalExecCommandTool: toml.experimental_use_exec_command_tool ?? false,
    responsesOriginator: originatorOf(toml, env, overrides.originator),
    execJsonFormat: toml.exec_json_format ?? "items",
    preferredAuthMethod: toml.preferred_auth_method ?? "chatgpt",
    loginLimits: loginLimitsOf(toml),
    credentialStore: toml.cli_auth_credentials_store ?? "file",
    activeProfile,
    trustLevel,
    project,
    requirements,
    env,
    warnings: [
      ...parsed.warnings,
      ...ineffective(toml, env),
      ...unusualEffort(settings.model_reasoning_effort, { model, modelCatalog }),
    ],
  });
}

function loginLimitsOf({
  forced_login_method: method,
  forced_chatgpt_workspace_id: workspaces,
}: ConfigToml): Config["loginLimits"] {
  return {
    method: method === "api" ? "apikey" : method,
    workspaces: typeof workspaces === "string" ? [workspaces] : workspaces,
  };
}

async function workingFolder({ cwd, overrides }: ConfigSources): Promise<string> {
  if (overrides.cwd === undefined) return path.resolve(cwd, overrides.savedCwd ?? "");
  const folder = path.resolve(cwd, overrides.cwd);
  const problem = await folderProblem(folder);
  if (problem !== undefined) throw new CodexError("config-invalid", problem);
  return folder;
}

/** A program that starts us names itself in the variable. */
function originatorOf(toml: ConfigToml, env: Environment, given: string | undefined): string {
  // Who asks for the events of August 2025 gets its name, too.
  const fallback = toml.exec_json_format === "events" ? undefined : given;
  const configured = toml.responses_originator_header_internal_override;
  return environmentValue(env, "CODEX_INTERNAL_ORIGINATOR_OVERRIDE") ?? configured ?? fallback ?? DEFAULT_ORIGINATOR;
}

function localProviderOf(wanted: ConfigOverrides["localProvider"], toml: ConfigToml) {
  if (wanted === undefined) return undefined;
  return LOCAL_PROVIDERS[wanted === "configured" ? (toml.oss_provider ?? "ollama") : wanted];
}

function profileNamed({ toml, refusedInProfile }: ParsedConfig, name: string | undefined): ConfigProfile {
  if (name === undefined) return {};
  const profiles = toml.profiles ?? {};
  const refused = refusedInProfile(name);
  if (refused.length > 0) throw new CodexError("config-invalid", refused.join("\n"));
  if (Object.hasOwn(profiles, name)) return profiles[name] ?? {};
  // Differs from codex 0.171.0, which goes on without a profile that is not there.
  throw notFound(`config profile \`${name}\` not found`, name, Object.keys(profiles));
}

/**
 * The profile on top of the file, and `-c` on top of both.
 */
// Differs from codex-rs: there a profile beats `-c`, against its own documentation.
function withProfile(parsed: ParsedConfig, profile: ConfigProfile): ConfigProfile {
  const chosen = Object.entries(profile).filter(([key, value]) => value !== undefined && !parsed.isOverridden(key));
  return { ...parsed.toml, ...Object.fromEntries(chosen) };
}

function modelNamed(model: string): string {
  if (model.trim() !== "") return model;
  throw new CodexError("config-invalid", "model: the name is empty: name a model, or leave it out for the default one");
}

function familyOf(model: string, toml: ConfigToml, catalog: readonly CatalogModel[] | undefined): ModelFamily {
  const family = modelFamilyIn(catalog, model);
  return toml.model_supports_reasoning_summaries === true ? { ...family, supportsReasoningSummaries: true } : family;
}

function providerNamed(providers: Readonly<Record<string, ModelProviderInfo>>, id: string): ModelProviderInfo {
  const provider = Object.hasOwn(providers, id) ? providers[id] : undefined;
  if (provider === undefined) throw notFound(`Model provider \`${id}\` not found`, id, Object.keys(providers));
  return provider;
}

function notFound(message: string, name: string, names: readonly string[]): CodexError {
  const nearest = nearestName(name, names);
  return new CodexError("config-invalid", nearest === undefined ? message : `${message}; did you mean \`${nearest}\`?`);
}

function sandboxPolicyOf(
  toml: ConfigToml,
  overrides: ConfigOverrides,
  fallback: { readonly cwd: string; readonly env: Environment; readonly mode: SandboxMode },
): SandboxPolicy {
  const { cwd, env } = fallback;
  const mode = overrides.sandboxMode ?? toml.sandbox_mode ?? fallback.mode;
  if (mode !== "workspace-write") return { mode };
  const { writable_roots = [], ...settings } = toml.sandbox_workspace_write ?? {};
  return {
    mode,
    writable_roots: [...writable_roots, ...(overrides.addDirs ?? [])].map((folder) =>
      path.resolve(cwd, expandHome(folder, env)),
    ),
    network_access: settings.network_access ?? false,
    exclude_tmpdir_env_var: settings.exclude_tmpdir_env_var ?? false,
    exclude_slash_tmp: settings.exclude_slash_tmp ?? false,
  };
}

function shellEnvironmentPolicyOf({
  shell_environment_policy: policy = {},
}: ConfigToml): Omit<ShellEnvironmentPolicy, "logins"> {
  return {
    inherit: policy.inherit ?? "all",
    ignoreDefaultExcludes: policy.ignore_default_excludes ?? false,
    exclude: policy.exclude ?? [],
    set: policy.set ?? {},
    includeOnly: policy.include_only ?? [],
    useProfile: policy.experimental_use_profile ?? false,
  };
}

/** Which efforts there are depends on the model: the server has the last word. */
function unusualEffort(
  effort: string | undefined,
  { model, modelCatalog }: Pick<Config, "model" | "modelCatalog">,
): string[] {
  const known = modelCatalog
    ?.find(({ slug }) => slug === model)
    ?.supported_reasoning_levels.map((level) => level.effort);
  const usual = known === undefined || known.length === 0 ? ReasoningEffortSchema.options : known;
  if (effort === undefined || usual.includes(effort)) return [];
  const expected = usual.join(", ");
  return [
    `\`model_reasoning_effort\` is "${effort}", not one of ${expected}; it is sent as it is, and not every model takes it`,
  ];
}

function ineffective(toml: ConfigToml, env: ConfigSources["env"]): string[] {
  const warnings = Object.keys(builtInModelProviders(env))
    .filter((id) => Object.hasOwn(toml.model_providers ?? {}, id))
    .map((id) => `\`model_providers.${id}\` has no effect: \`${id}\` is built in; choose another id`);
  if (toml.instructions !== undefined) {
    warnings.push("`instructions` has no effect: write instructions into AGENTS.md");
  }
  return warnings;
}
