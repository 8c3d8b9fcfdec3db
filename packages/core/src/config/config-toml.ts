import {
  ApprovalPolicySchema,
  AuthModeSchema,
  ReasoningSummarySchema,
  SandboxModeSchema,
  VerbositySchema,
} from "@codex/protocol";
import * as z from "zod/mini";
import { EffortSchema } from "../model/effort.js";
import { LocalProviderSchema, ModelProviderInfoSchema } from "../model/provider/provider-info.js";
import { setting } from "../setting.js";
import { AgentsTomlSchema } from "./agents-toml.js";
import { ApprovalsReviewerTomlSchema } from "./approvals-reviewer.js";
import { FleetTomlSchema } from "./fleet-toml.js";
import { LimitsTomlSchema } from "./limits-toml.js";
import { McpServerTomlSchema, SharedLoginSchema } from "./mcp-server-toml.js";
import { PermissionProfileTomlSchema } from "./permissions-toml.js";
import { TuiTomlSchema } from "./tui-toml.js";
import { WebSearchModeSchema, WebSearchTomlSchema } from "./web-search-toml.js";

const count = () => z.int().check(z.nonnegative());
const strings = () => z.array(z.string());
const table = <T extends z.ZodMiniType>(value: T) => z.record(z.string(), value);

export const HistoryPersistenceSchema = z.enum(["save-all", "none"]);
export type HistoryPersistence = z.infer<typeof HistoryPersistenceSchema>;

export const FileOpenerSchema = z.enum(["vscode", "vscode-insiders", "windsurf", "cursor", "none"]);
/** The editor whose URI scheme is used for links to cited files; `none` creates no links. */
export type FileOpener = z.infer<typeof FileOpenerSchema>;

export const ExecJsonFormatSchema = z.enum(["items", "events"]);
export type ExecJsonFormat = z.infer<typeof ExecJsonFormatSchema>;

export const EnvironmentInheritSchema = z.enum(["all", "core", "none"]);
export type EnvironmentInherit = z.infer<typeof EnvironmentInheritSchema>;

export const SandboxWorkspaceWriteTomlSchema = z.object({
  writable_roots: setting(strings(), "Additional folders that commands may write, as absolute paths."),
  network_access: setting(z.boolean(), "Lets commands use the network. Default: `false`."),
  allow_unix_sockets: setting(
    strings(),
    "Local sockets, as absolute paths, that commands may reach when `network_access` is on, such as Docker's. The program behind a socket may have more rights than the sandbox allows. Sockets in folders that commands may write stay blocked. Default: none.",
  ),
  exclude_tmpdir_env_var: setting(z.boolean(), "Keeps `$TMPDIR` read-only. Default: `false`."),
  exclude_slash_tmp: setting(z.boolean(), "Keeps `/tmp` read-only. Default: `false`."),
});

export const ShellEnvironmentPolicyTomlSchema = z.object({
  inherit: setting(
    EnvironmentInheritSchema,
    "What a command's environment starts from: `all` variables of Codex, the `core` variables of the platform, or `none`. Default: `all`.",
  ),
  ignore_default_excludes: setting(
    z.boolean(),
    "Keeps variables that look secret, which are otherwise removed: by name (keys, tokens, passwords, credentials, agents' sockets) or because their value is a URL with a password. Default: `false`.",
  ),
  exclude: setting(strings(), "Names to exclude; `*` matches any text, `?` any character, and case is ignored."),
  set: setting(table(z.string()), "Variables to set, even if they were excluded."),
  include_only: setting(strings(), "If not empty, only variables that match one of these patterns are kept."),
  filters: setting(
    table(z.enum(["include", "exclude"])),
    'Replaces `exclude` and `include_only`: by pattern, `"exclude"` or `"include"`. The filters of several files are merged.',
  ),
  experimental_use_profile: setting(z.boolean(), "Runs commands through the user's shell profile. Default: `false`."),
});

export const HistoryTomlSchema = z.object({
  persistence: setting(
    HistoryPersistenceSchema,
    "Whether messages are kept in `history.jsonl` for later sessions. Default: `save-all`.",
  ),
  max_bytes: setting(count(), "Size above which the oldest entries of `history.jsonl` are dropped."),
});

export const ToolsTomlSchema = z.object({
  web_search: setting(
    z.union([z.boolean(), WebSearchTomlSchema]),
    "Offers the model the provider's web search; so does a table of settings. Default: see `web_search`.",
  ),
  web_search_request: setting(z.boolean(), "An older name for `web_search`."),
  web_fetch: setting(
    z.object({
      allowed_domains: setting(
        strings(),
        'Hosts whose pages may be read: `"docs.rs"`, `"*.docs.rs"` for all hosts below it, `"docs.rs:8080"` for another port. Never this machine or its network. Default: none.',
      ),
    }),
    "The tool that reads web pages; it is offered only if there are domains.",
  ),
  update_plan: setting(
    z.object({ enabled: setting(z.boolean(), "Offers the model the plan tool. Default: `false`.") }),
    "The tool that the model uses to keep a plan.",
  ),
});

/** Settings for things that Codex never does. */
const without = (what: string) =>
  setting(z.object({ enabled: setting(z.boolean(), "Has no effect: Codex sends no reports.") }), what);

export const SkillsTomlSchema = z.object({
  bundled: setting(
    z.object({ enabled: setting(z.boolean(), "`false` ignores them. Default: `true`.") }),
    "Skills in the `.system` folder of your own skills, where other versions of Codex unpack theirs.",
  ),
  include_instructions: setting(
    z.boolean(),
    "Gives the model the list of skills. Otherwise only skills named in a message are used. Default: `true`.",
  ),
  config: setting(
    z.array(
      z.object({
        path: setting(z.string(), "The skill's `SKILL.md`, as an absolute path."),
        name: setting(z.string(), "The name of the skill, instead of `path`."),
        enabled: z.boolean().check(z.describe("`false` disables it, `true` enables it again. Required.")),
      }),
    ),
    "Skills to disable or enable; the last entry that matches a skill wins.",
  ),
});

export const ProjectTomlSchema = z.object({
  trust_level: setting(z.string(), "Whether the user trusts the folder: `trusted` or `untrusted`."),
});

const profileShape = {
  model: setting(z.string(), "The model to ask. Default: `gpt-5`."),
  model_provider: setting(z.string(), "Which of `model_providers` to use. Default: `openai`."),
  approvals_reviewer: setting(
    ApprovalsReviewerTomlSchema,
    "Who answers when `on-request` or `granular` asks: the `user`, or a model for the user (`auto_review`, also called `guardian_subagent`), which has no tools. Without a verdict the user is asked. Default: `user`.",
  ),
  approval_policy: setting(
    ApprovalPolicySchema,
    "When the user is asked before a command runs: `untrusted` (always, except commands known to only read), `on-failure` (when a command failed inside the sandbox), `on-request` (when the model asks), `never`, or `granular`: as `on-request`, but by kind of question. Default: `on-request`.",
  ),
  sandbox_mode: setting(
    SandboxModeSchema,
    "What commands may change: `read-only`, `workspace-write` (the working directory and temporary folders) or `danger-full-access` (no sandbox). Default: `read-only`.",
  ),
  disable_response_storage: setting(
    z.boolean(),
    "Keeps the provider from storing responses (zero data retention). Default: `false`.",
  ),
  model_reasoning_effort: setting(EffortSchema, "How long a reasoning model thinks. Default: `medium`."),
  model_reasoning_summary: setting(
    ReasoningSummarySchema,
    "How detailed the summaries of the model's reasoning are. Default: depends on the model in `model_catalog_json`, else `auto`.",
  ),
  model_verbosity: setting(
    VerbositySchema,
    "How detailed the answers are, of GPT-5 models and of models that support it in `model_catalog_json`. Default: depends on the model.",
  ),
  service_tier: setting(
    z.string(),
    "How urgently the model answers, and at what price: `fast` (or `priority`), `flex`, or another tier that the model's catalog lists. A tier that the model does not have is not requested. Default: the provider's.",
  ),
  chatgpt_base_url: setting(
    z.string(),
    "Base URL of the ChatGPT backend. Default: `https://chatgpt.com/backend-api/`.",
  ),
  experimental_instructions_file: setting(
    z.string(),
    "A file that replaces the built-in base instructions; relative to the working directory.",
  ),
};

/** `[profiles.NAME]`: a named group of settings. */
export const ConfigProfileSchema = z.object(profileShape);
export type ConfigProfile = z.infer<typeof ConfigProfileSchema>;

/** A boolean, or a table of settings with `enabled`; other settings alone do not enable the feature. */
const SwitchSchema = z.union([
  z.boolean(),
  z.pipe(
    z.object({ enabled: z.optional(z.boolean()) }),
    z.transform(({ enabled = false }) => enabled),
  ),
]);

/** Ids are sent in a comma-separated list. */
const WorkspaceIdSchema = z.string().check(z.regex(/^[^\s,]+$/, "must be a single id; use a list for several"));

/** The complete schema of `config.toml`, as written. Unknown keys are reported by `unknownKeys` and not refused. */
export const ConfigTomlSchema = z.object({
  ...profileShape,
  plan_mode_reasoning_effort: setting(
    EffortSchema,
    "The same in plan mode of the chat and of `codex exec --plan`. Default: `model_reasoning_effort`.",
  ),
  review_model: setting(z.string(), "The model that reviews changes. Default: the session's."),
  model_auto_compact_token_limit: setting(
    count(),
    "The number of tokens at which a conversation is compacted. Default: that of `model_catalog_json`, or 90% of the model's context window, which is also the maximum.",
  ),
  tool_output_token_limit: setting(
    count(),
    "The most tokens that the model gets of the output of a command in `exec_command` or of an MCP tool. Default: that of `model_catalog_json`.",
  ),
  model_context_window: setting(count(), "Size of the model's context window in tokens. Default: known per model."),
  model_max_output_tokens: setting(
    count(),
    "The most tokens in one response; not sent with a ChatGPT login. Default: the server's.",
  ),
  model_supports_reasoning_summaries: setting(
    z.boolean(),
    "Sends reasoning settings to a model that Codex does not know. Default: `false`.",
  ),
  default_permissions: setting(
    z.string(),
    "The permission profile that defines the sandbox, instead of `sandbox_mode`: a name, `:read-only`, `:workspace` or `:danger-full-access`. The first file that sets either of them wins.",
  ),
  permissions: setting(table(PermissionProfileTomlSchema), "Permission profiles, by name."),
  sandbox_workspace_write: setting(SandboxWorkspaceWriteTomlSchema, "Settings of the `workspace-write` sandbox."),
  shell_environment_policy: setting(ShellEnvironmentPolicyTomlSchema, "Which environment variables commands get."),
  notify: setting(
    strings(),
    "A program and its arguments, run after each turn with a JSON argument that describes the turn.",
  ),
  mcp_servers: setting(table(McpServerTomlSchema), "MCP servers whose tools the model may call, by name."),
  ...SharedLoginSchema.shape,
  model_providers: setting(
    table(ModelProviderInfoSchema),
    "Model providers besides the built-in `openai`, `oss`, `ollama` and `lmstudio`, by id. The last two may be replaced.",
  ),
  oss_provider: setting(
    LocalProviderSchema,
    "The program that serves the models of `codex --oss`: `ollama` or `lmstudio`. Default: `ollama`.",
  ),
  project_doc_max_bytes: setting(
    count(),
    "The maximum size in bytes of a project's `AGENTS.md` files together; `0` reads none. Default: `32768`.",
  ),
  project_root_markers: setting(
    z.array(z.string()),
    'Names of files or folders that mark a project\'s root. `AGENTS.md`, `.codex` and skills are used from there down to the working directory; without a root, or with an empty list, only from the working directory. Default: `[".git"]`.',
  ),
  project_doc_fallback_filenames: setting(
    z.array(z.string()),
    "File names to use in folders without `AGENTS.md`, such as `CLAUDE.md`. Default: none.",
  ),
  profile: setting(z.string(), "The profile to use when none is chosen on the command line."),
  profiles: setting(table(ConfigProfileSchema), "Profiles, by name."),
  history: setting(HistoryTomlSchema, "Which of the user's messages are saved."),
  log_dir: setting(
    z.string(),
    "The folder of log files and recorded chats, relative to Codex's home folder. Default: `log`.",
  ),
  file_opener: setting(
    FileOpenerSchema,
    "The editor that opens cited files: its URI scheme is used for links. Default: `vscode`.",
  ),
  tui: setting(TuiTomlSchema, "The appearance and behaviour of the chat in a terminal."),
  hide_agent_reasoning: setting(z.boolean(), "Leaves the model's reasoning out of the output. Default: `false`."),
  show_raw_agent_reasoning: setting(
    z.boolean(),
    "Shows the reasoning itself, not only its summary, when the model sends it. Default: `false`.",
  ),
  exec_json_format: setting(
    ExecJsonFormatSchema,
    "What `codex exec --json` prints: `items` (thread, turn and item events) or `events` (those of August 2025). Default: `items`.",
  ),
  experimental_resume: setting(z.string(), "A rollout file to resume: an absolute path."),
  allow_login_shell: setting(
    z.boolean(),
    "Whether the model's commands may run in a login shell, which reads your profile first. Default: `true`.",
  ),
  experimental_use_exec_command_tool: setting(
    z.boolean(),
    "Offers the model the tools `exec_command` and `write_stdin`, which keep terminals open. Default: `false`.",
  ),
  responses_originator_header_internal_override: setting(
    z.string(),
    "The `originator` header of requests. Default: `codex_cli_rs`.",
  ),
  projects: setting(table(ProjectTomlSchema), "The user's decisions about folders, by absolute path."),
  preferred_auth_method: setting(
    AuthModeSchema,
    "Which credentials to use if there are both: `chatgpt` or `apikey`. Default: `chatgpt`.",
  ),
  forced_login_method: setting(
    z.enum(["chatgpt", "api"]),
    "The only kind of login that is allowed: `chatgpt` or `api` (an API key). Existing credentials of the other kind are kept but not used. Default: both.",
  ),
  forced_chatgpt_workspace_id: setting(
    z.union([WorkspaceIdSchema, z.array(WorkspaceIdSchema).check(z.minLength(1))]),
    "The workspaces allowed for ChatGPT logins: one id, or a list. Default: any.",
  ),
  cli_auth_credentials_store: setting(
    z.enum(["file", "keyring", "auto"]),
    "Where credentials are stored: `file` (auth.json), `keyring` (the system's), or `auto`: the keyring if there is one, otherwise auth.json. Default: `file`.",
  ),
  skills: setting(SkillsTomlSchema, "Skills: folders of instructions that the model reads when a task needs them."),
  hooks: setting(
    table(z.unknown()),
    "Your commands that run at set points of a session, by event; `state` contains your decisions about all hooks.",
  ),
  agents: setting(AgentsTomlSchema, "Subagents that the model may start: limits, and roles by name."),
  tools: setting(ToolsTomlSchema, "Optional tools."),
  web_search: setting(
    WebSearchModeSchema,
    "Whether and how the provider searches the web for the model. Default: `disabled`.",
  ),
  model_catalog_json: setting(
    z.string(),
    'A JSON file that describes the available models: `{ "models": [...] }`. Default: the built-in models.',
  ),
  openai_base_url: setting(
    z.string(),
    "The base URL of the built-in provider `openai`. Default: `OPENAI_BASE_URL` or `OPENAI_API_BASE`, otherwise OpenAI's own.",
  ),
  model_instructions_file: setting(
    z.string(),
    "A file that replaces the built-in base instructions; relative to the file that names it.",
  ),
  instructions: setting(z.string(), "The same as a text; `model_instructions_file` takes precedence."),
  compact_prompt: setting(z.string(), "The prompt for a summary when the conversation is compacted."),
  experimental_compact_prompt_file: setting(
    z.string(),
    "The same as a file, relative to the file that names it; `compact_prompt` takes precedence.",
  ),
  developer_instructions: setting(z.string(), "Sent to the model as a developer message, before all other messages."),
  limits: setting(LimitsTomlSchema, "Limits for answering one user message."),
  fleet: setting(
    FleetTomlSchema,
    "How to reach a fleet of workers: `codex worker`, `codex fleet`, `codex exec --fleet`.",
  ),
  analytics: without("Usage reports; Codex sends none."),
  feedback: without("Feedback reports; Codex sends none."),
  check_for_update_on_startup: setting(
    z.boolean(),
    "Whether the chat announces newer versions: published builds ask npm at most every 20 hours, and never in CI. Default: `false`.",
  ),
  notice: setting(table(z.unknown()), "Has no effect; other versions record here which notices they have shown."),
  suppress_unstable_features_warning: setting(z.boolean(), "Has no effect: there is no such warning."),
  allow_symlinked_codex_home: setting(z.boolean(), "Has no effect: `CODEX_HOME` may be a link."),
  features: setting(table(SwitchSchema), "Switches by name; `codex features list` shows them."),
});
export type ConfigToml = z.infer<typeof ConfigTomlSchema>;
