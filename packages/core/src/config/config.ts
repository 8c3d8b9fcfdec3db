import type { McpServerConfig } from "@codex/mcp-client";
import type { ApprovalPolicy, AuthMode, CurrentSandboxPolicy, ReasoningSummary, Verbosity } from "@codex/protocol";
import type { Environment } from "../environment.js";
import type { CatalogModel } from "../model/catalog.js";
import type { Effort } from "../model/effort.js";
import type { ModelFamily } from "../model/model-family.js";
import type { ModelProviderInfo } from "../model/provider/provider-info.js";
import type { ApprovalsReviewer } from "./permissions/approvals-reviewer.js";
import type { ActiveProfile, ProfilesToml } from "./permissions/permission-profile.js";
import type { Restrictions } from "./permissions/restrictions.js";
import type { Project } from "./project.js";
import type { Requirements } from "./requirements/requirements.js";
import type { AgentsConfig } from "./toml/agents-toml.js";
import type { ExecJsonFormat, FileOpener } from "./toml/config-toml.js";
import type { FleetConfig } from "./toml/fleet-toml.js";
import type { HistoryPersistence } from "./toml/history-toml.js";
import type { TurnLimits } from "./toml/limits-toml.js";
import type { McpServerPolicy } from "./toml/mcp-servers.js";
import type { EnvironmentInherit } from "./toml/shell-environment-toml.js";
import type { TuiConfig } from "./toml/tui-toml.js";
import type { WebSearchConfig } from "./toml/web-search-toml.js";

/** The settings of MCP servers, which can change while a thread is open. */
export type McpSettings = Pick<Config, "mcpServers" | "mcpPolicies">;

/** All settings of a thread, as `loadConfig` resolved them from `config.toml`, `-c` values and flags. */
export interface Config {
  readonly model: string;
  readonly modelProviderId: string;
  readonly modelProvider: ModelProviderInfo;
  readonly modelFamily: ModelFamily;
  /** The models of `model_catalog_json`; undefined if it is not set. */
  readonly modelCatalog: readonly CatalogModel[] | undefined;
  /** Sent to the model as a developer message. */
  readonly developerInstructions: string | undefined;
  /** Feature switches set by the user, by name. */
  readonly features: Readonly<Record<string, boolean>>;
  /** The token count at which a conversation is compacted, if the user set a lower limit than the model's. */
  readonly autoCompactTokenLimit: number | undefined;
  /** The most that the model gets of one tool's output, in tokens, instead of the model's own limit. */
  readonly toolOutputTokenLimit?: number | undefined;
  /** In tokens; undefined for an unknown model. */
  readonly modelContextWindow: number | undefined;
  /** In tokens; undefined for an unknown model. */
  readonly modelMaxOutputTokens: number | undefined;
  readonly modelReasoningEffort: Effort;
  /** The effort in plan mode. Default: `modelReasoningEffort`. */
  readonly planModeReasoningEffort?: Effort | undefined;
  readonly modelReasoningSummary: ReasoningSummary;
  readonly modelVerbosity: Verbosity | undefined;
  /** The service tier that requests ask for. Default: the server's. */
  readonly serviceTier?: string | undefined;
  /** The model for reviews; undefined: the session's model. */
  readonly reviewModel: string | undefined;
  readonly approvalPolicy: ApprovalPolicy;
  readonly approvalsReviewer: ApprovalsReviewer;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  /** What a permission profile removes from the sandbox policy. Default: nothing. */
  readonly restrictions?: Restrictions | undefined;
  /** The profile that defines the sandbox; undefined if a mode was chosen. */
  readonly permissionProfile?: ActiveProfile | undefined;
  /** All profiles that can be chosen besides the built-in ones, by id. Default: none. */
  readonly permissionProfiles?: ProfilesToml | undefined;
  /** Absolute paths of local sockets that commands with network access may connect to. */
  readonly unixSockets: readonly string[];
  readonly shellEnvironmentPolicy: ShellEnvironmentPolicy;
  readonly disableResponseStorage: boolean;
  /** A program and its arguments, run after each turn. */
  readonly notify: readonly string[] | undefined;
  /** The user's own `AGENTS.md` in `codexHome`; a project's files are added by `loadUserInstructions`. */
  readonly userInstructions: string | undefined;
  /** Replaces the built-in base instructions. */
  readonly baseInstructions: string | undefined;
  /** The prompt for a summary, instead of the built-in one. */
  readonly compactPrompt?: string | undefined;
  readonly mcpServers: Readonly<Record<string, McpServerConfig>>;
  /** The user's decisions about the tools of MCP servers, by server name, including disabled servers. */
  readonly mcpPolicies: Readonly<Record<string, McpServerPolicy>>;
  /** The built-in providers and the user's. */
  readonly modelProviders: Readonly<Record<string, ModelProviderInfo>>;
  readonly projectDocMaxBytes: number;
  /** Names of the entries that mark a project's root folder. Default: `.git`. */
  readonly projectRootMarkers?: readonly string[] | undefined;
  /** The possible names of those files; in each folder, the first existing one is used. */
  readonly projectDocNames: readonly string[];
  /** The absolute path of the folder for all state. */
  readonly codexHome: string;
  /** Absolute path. */
  readonly cwd: string;
  readonly history: HistoryConfig;
  /** The absolute path of the folder for log files. Default: `log` in `codexHome`. */
  readonly logFolder?: string | undefined;
  readonly fileOpener: FileOpener;
  /** Whether the chat checks for a newer version of Codex. */
  readonly checkForUpdates: boolean;
  readonly tui: TuiConfig;
  /** The limits of each turn. */
  readonly limits: TurnLimits;
  readonly hideAgentReasoning: boolean;
  readonly showRawAgentReasoning: boolean;
  readonly chatgptBaseUrl: string;
  /** The rollout to resume. */
  readonly experimentalResume: string | undefined;
  readonly skills: SkillsConfig;
  readonly hooks: HooksConfig;
  /** The settings for subagents. */
  readonly agents: AgentsConfig;
  readonly fleet: FleetConfig;
  /** Whether command rules are ignored. */
  readonly ignoreRules: boolean;
  readonly includePlanTool: boolean;
  readonly includeApplyPatchTool: boolean;
  /** Hosts whose pages the model may read; if empty, the tool is not offered. */
  readonly webFetchDomains: readonly string[];
  /** Undefined: the model's provider offers no web search. */
  readonly webSearch: WebSearchConfig | undefined;
  readonly useExperimentalExecCommandTool: boolean;
  /** Whether the model's commands may use a login shell. */
  readonly allowLoginShell: boolean;
  readonly responsesOriginator: string;
  /** The format of `codex exec --json`. */
  readonly execJsonFormat: ExecJsonFormat;
  readonly preferredAuthMethod: AuthMode;
  /** The logins that are allowed: only of this kind, and only for these ChatGPT workspaces. */
  readonly loginLimits: { readonly method?: AuthMode | undefined; readonly workspaces?: readonly string[] | undefined };
  /** Where credentials are stored; `auto`: in the system's keyring if there is one, otherwise in auth.json. */
  readonly credentialStore: "file" | "keyring" | "auto";
  readonly activeProfile: string | undefined;
  /** The user's decision about `cwd` or its repository; undefined if not decided yet. */
  readonly trustLevel: string | undefined;
  /** The folders of the project that contains `cwd`. */
  readonly project: Pick<Project, "folders" | "trustedFolders">;
  /** The administrator's requirements; the settings here already meet them. */
  readonly requirements: Requirements | undefined;
  /** The environment used by every part of the engine. */
  readonly env: Environment;
  /** One sentence for each part of the configuration that has no effect, for display. */
  readonly warnings: readonly string[];
}

/** A skill that the user enabled or disabled, by the path of its `SKILL.md` or by its name. */
export interface SkillSwitch {
  readonly path?: string | undefined;
  readonly name?: string | undefined;
  readonly enabled: boolean;
}

export interface SkillsConfig {
  /** Whether to include the user's `.system` folder, into which other versions unpack their bundled skills. */
  readonly includeBundled: boolean;
  /** Whether the model gets the list of skills. */
  readonly includeInstructions: boolean;
  readonly switches: readonly SkillSwitch[];
  /** Additional folders with the user's skills: absolute paths. */
  readonly extraRoots?: readonly string[] | undefined;
}

export interface HooksConfig {
  readonly enabled: boolean;
  /** `hooks` of the user's own config.toml, as written; its `state` contains the user's decisions about all hooks. */
  readonly user: unknown;
  /** `hooks` of the command line or of a request, as written. */
  readonly flags: unknown;
  /** Whether hooks run that the user has not seen yet. */
  readonly bypassTrust: boolean;
}

export interface HistoryConfig {
  readonly persistence: HistoryPersistence;
  /** The size above which the oldest entries are dropped; undefined for no limit. */
  readonly maxBytes: number | undefined;
}

/**
 * How a command's environment is built: start from `inherit`, remove names with KEY or TOKEN (unless `ignoreDefaultExcludes`), remove
 * `exclude`, add `set`, then keep only `includeOnly` (if not empty). Patterns support `*` and `?` and ignore case.
 */
export interface ShellEnvironmentPolicy {
  readonly inherit: EnvironmentInherit;
  readonly ignoreDefaultExcludes: boolean;
  readonly exclude: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  readonly includeOnly: readonly string[];
  readonly useProfile: boolean;
  /** Variables that the configuration uses for credentials; they are as secret as those that look so. Default: none. */
  readonly logins?: readonly string[] | undefined;
}
