import type { McpServerConfig } from "@codex/mcp-client";
import type {
  ApprovalPolicy,
  AuthMode,
  ReasoningSummary,
  SandboxMode,
  SandboxPolicy,
  Verbosity,
} from "@codex/protocol";
import type { Environment } from "../environment.js";
import type { CatalogModel } from "../model/catalog.js";
import type { Effort } from "../model/effort.js";
import type { ModelFamily } from "../model/model-family.js";
import type { LocalProvider, ModelProviderInfo } from "../model/provider/provider-info.js";
import type { AgentsConfig } from "./agents-toml.js";
import type { ApprovalsReviewer } from "./approvals-reviewer.js";
import type { EnvironmentInherit, ExecJsonFormat, FileOpener, HistoryPersistence } from "./config-toml.js";
import type { FleetConfig } from "./fleet-toml.js";
import type { TurnLimits } from "./limits-toml.js";
import type { McpServerPolicy } from "./mcp-server-toml.js";
import type { ActiveProfile, ProfilesToml } from "./permission-profile.js";
import type { Project } from "./project.js";
import type { Requirements } from "./requirements.js";
import type { Restrictions } from "./restrictions.js";
import type { TuiConfig } from "./tui-toml.js";
import type { WebSearchConfig } from "./web-search-toml.js";

/** Every setting of a conversation, resolved: what `loadConfig` made of `config.toml`, `-c` values and flags. */
export type McpSettings = Pick<Config, "mcpServers" | "mcpPolicies">;

export interface Config {
  readonly model: string;
  readonly modelProviderId: string;
  readonly modelProvider: ModelProviderInfo;
  readonly modelFamily: ModelFamily;
  /** The models of `model_catalog_json`; undefined where there is none. */
  readonly modelCatalog: readonly CatalogModel[] | undefined;
  /** Told to the model as a message of the developer. */
  readonly developerInstructions: string | undefined;
  /** Switches that the user set, by name. */
  readonly features: Readonly<Record<string, boolean>>;
  /** From how many tokens on a conversation is compacted, where that is less than the model could take. */
  readonly autoCompactTokenLimit: number | undefined;
  /** Tokens; undefined when the model is not known. */
  readonly modelContextWindow: number | undefined;
  /** Tokens; undefined when the model is not known. */
  readonly modelMaxOutputTokens: number | undefined;
  readonly modelReasoningEffort: Effort;
  readonly modelReasoningSummary: ReasoningSummary;
  readonly modelVerbosity: Verbosity | undefined;
  /** Who reviews; undefined: the model of the session. */
  readonly reviewModel: string | undefined;
  readonly approvalPolicy: ApprovalPolicy;
  readonly approvalsReviewer: ApprovalsReviewer;
  readonly sandboxPolicy: SandboxPolicy;
  /** What a permission profile takes from it. Default: nothing. */
  readonly restrictions?: Restrictions | undefined;
  /** The profile that the sandbox comes from; undefined where a mode was chosen. */
  readonly permissionProfile?: ActiveProfile | undefined;
  /** All that may be chosen beside those that are built in, by id. Default: none. */
  readonly permissionProfiles?: ProfilesToml | undefined;
  /** Absolute paths of local sockets that commands with the network may reach. */
  readonly unixSockets: readonly string[];
  readonly shellEnvironmentPolicy: ShellEnvironmentPolicy;
  readonly disableResponseStorage: boolean;
  /** A program and its arguments, run after each turn. */
  readonly notify: readonly string[] | undefined;
  /** The user's own `AGENTS.md` in `codexHome`; a project's files are added by `loadUserInstructions`. */
  readonly userInstructions: string | undefined;
  /** Replaces the built-in base instructions. */
  readonly baseInstructions: string | undefined;
  /** How the model is asked for a summary, in place of our own words. */
  readonly compactPrompt?: string | undefined;
  readonly mcpServers: Readonly<Record<string, McpServerConfig>>;
  /** What the user decided about the tools of those servers, by the server's name; also of those that are switched off. */
  readonly mcpPolicies: Readonly<Record<string, McpServerPolicy>>;
  /** The built-in providers and the user's. */
  readonly modelProviders: Readonly<Record<string, ModelProviderInfo>>;
  readonly projectDocMaxBytes: number;
  /** What those files may be called; in each folder the first that is there counts. */
  readonly projectDocNames: readonly string[];
  /** Absolute path of the folder that holds all state. */
  readonly codexHome: string;
  /** Absolute path. */
  readonly cwd: string;
  readonly history: HistoryConfig;
  readonly fileOpener: FileOpener;
  /** Whether the chat looks for a newer version of itself. */
  readonly checkForUpdates: boolean;
  readonly tui: TuiConfig;
  /** Of each turn. */
  readonly limits: TurnLimits;
  readonly hideAgentReasoning: boolean;
  readonly showRawAgentReasoning: boolean;
  readonly chatgptBaseUrl: string;
  /** The rollout to resume. */
  readonly experimentalResume: string | undefined;
  readonly skills: SkillsConfig;
  readonly hooks: HooksConfig;
  /** Helpers that the model may start. */
  readonly agents: AgentsConfig;
  readonly fleet: FleetConfig;
  /** Whether rules about commands are passed over. */
  readonly ignoreRules: boolean;
  readonly includePlanTool: boolean;
  readonly includeApplyPatchTool: boolean;
  /** Hosts whose pages the model may read; none: there is no such tool. */
  readonly webFetchDomains: readonly string[];
  /** Undefined: the model's provider does not search the web for it. */
  readonly webSearch: WebSearchConfig | undefined;
  readonly useExperimentalExecCommandTool: boolean;
  /** Whether the model's commands may be run by a login shell. */
  readonly allowLoginShell: boolean;
  readonly responsesOriginator: string;
  /** What `codex exec --json` prints. */
  readonly execJsonFormat: ExecJsonFormat;
  readonly preferredAuthMethod: AuthMode;
  /** Which logins may be made and used: of that kind alone, of these ChatGPT workspaces alone. */
  readonly loginLimits: { readonly method?: AuthMode | undefined; readonly workspaces?: readonly string[] | undefined };
  /** Where a login is kept; `auto`: in the system's keyring where there is one, else in auth.json. */
  readonly credentialStore: "file" | "keyring" | "auto";
  readonly activeProfile: string | undefined;
  /** What the user decided about `cwd` or its repository; undefined when not asked yet. */
  readonly trustLevel: string | undefined;
  /** The folders of the project that `cwd` is in. */
  readonly project: Pick<Project, "folders" | "trustedFolders">;
  /** What the machine's administrator requires; the settings here are within it already. */
  readonly requirements: Requirements | undefined;
  /** The environment that every part of the engine reads. */
  readonly env: Environment;
  /** Things in the configuration that have no effect, one sentence each, for the user to read. */
  readonly warnings: readonly string[];
}

/** A skill that the user switched on or off, by the path of its `SKILL.md` or by its name. */
export interface SkillSwitch {
  readonly path?: string | undefined;
  readonly name?: string | undefined;
  readonly enabled: boolean;
}

export interface SkillsConfig {
  /** Whether those in `.system` of the user's own count, where other versions unpack theirs. */
  readonly includeBundled: boolean;
  /** Whether the model is told which skills there are. */
  readonly includeInstructions: boolean;
  readonly switches: readonly SkillSwitch[];
  /** More folders with skills of the user: absolute paths. */
  readonly extraRoots?: readonly string[] | undefined;
}

export interface HooksConfig {
  readonly enabled: boolean;
  /** `hooks` of the user's own config.toml, as written; its `state` holds what the user decided about all hooks. */
  readonly user: unknown;
  /** `hooks` of the command line or of a request, as written. */
  readonly flags: unknown;
  /** Whether hooks that the user has not seen yet run too. */
  readonly bypassTrust: boolean;
}

export interface HistoryConfig {
  readonly persistence: HistoryPersistence;
  /** Size above which the oldest entries are dropped; undefined for no limit. */
  readonly maxBytes: number | undefined;
}

/**
 * How a command's environment is made: start from `inherit`, drop names with KEY or TOKEN (unless
 * `ignoreDefaultExcludes`), drop `exclude`, add `set`, then keep `includeOnly` (when not empty).
 * Patterns know `*` and `?` and ignore case.
 */
export interface ShellEnvironmentPolicy {
  readonly inherit: EnvironmentInherit;
  readonly ignoreDefaultExcludes: boolean;
  readonly exclude: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  readonly includeOnly: readonly string[];
  readonly useProfile: boolean;
  /** Variables that hold logins at servers by what the configuration says of them: as secret as those that look so. Default: none. */
  readonly logins?: readonly string[] | undefined;
}

/** What a caller (flags, a request's parameters) decides over everything else. */
export interface ConfigOverrides {
  readonly model?: string | undefined;
  /** A folder that is there; relative to the source's `cwd`. */
  readonly cwd?: string | undefined;
  /** Where a saved session ran, if `cwd` does not say otherwise. It goes on also when that folder is gone. */
  readonly savedCwd?: string | undefined;
  readonly approvalPolicy?: ApprovalPolicy | undefined;
  readonly approvalsReviewer?: ApprovalsReviewer | undefined;
  /** Nobody answers questions: the policy is `never`, unless a model answers in the user's place. */
  readonly nobodyAnswers?: boolean | undefined;
  readonly sandboxMode?: SandboxMode | undefined;
  /** The id of a permission profile, in place of a mode. */
  readonly permissions?: string | undefined;
  /** Somebody sits before it: where no policy is set, those follow from whether the folder is trusted. */
  readonly followTrust?: boolean | undefined;
  readonly modelProvider?: string | undefined;
  /** Models of this machine, served by that program, or by the one that `oss_provider` names. Comes before `modelProvider`. */
  readonly localProvider?: LocalProvider | "configured" | undefined;
  readonly profile?: string | undefined;
  readonly baseInstructions?: string | undefined;
  readonly developerInstructions?: string | undefined;
  readonly includePlanTool?: boolean | undefined;
  readonly includeApplyPatchTool?: boolean | undefined;
  readonly disableResponseStorage?: boolean | undefined;
  readonly showRawAgentReasoning?: boolean | undefined;
  readonly toolsWebSearch?: boolean | undefined;
  readonly ignoreRules?: boolean | undefined;
  /** Passes over `config.toml` in `codexHome`. */
  readonly ignoreUserConfig?: boolean | undefined;
  /** Who asks, where nothing else says so. */
  readonly originator?: string | undefined;
  readonly bypassHookTrust?: boolean | undefined;
  /** More folders that the `workspace-write` sandbox may write; relative to `cwd`. */
  readonly addDirs?: readonly string[] | undefined;
}

/** One `-c key=value`: a dotted key and a TOML (or JSON) value. */
export type CliOverride = readonly [key: string, value: unknown];

export interface ConfigSources {
  /** Absolute path; need not exist. */
  readonly codexHome: string;
  /** Absolute path of the folder to work in when `overrides.cwd` does not say otherwise. */
  readonly cwd: string;
  readonly env: Environment;
  readonly cliOverrides: readonly CliOverride[];
  /** What an administrator requires. Default: `/etc/codex/requirements.toml`. */
  readonly requirementsFile?: string | undefined;
  /** Refuses keys that are not known, instead of a warning. */
  readonly isStrict?: boolean | undefined;
  readonly overrides: ConfigOverrides;
}
