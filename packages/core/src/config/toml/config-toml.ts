import { AuthModeSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { EffortSchema } from "../../model/effort.js";
import { LocalProviderSchema, ModelProviderInfoSchema } from "../../model/provider/provider-info.js";
import { setting } from "../../setting.js";
import { AgentsTomlSchema } from "./agents-toml.js";
import { FleetTomlSchema } from "./fleet-toml.js";
import { HistoryTomlSchema } from "./history-toml.js";
import { LimitsTomlSchema } from "./limits-toml.js";
import { McpServerTomlSchema, SharedLoginSchema } from "./mcp-server-toml.js";
import { PermissionProfileTomlSchema } from "./permissions-toml.js";
import { ConfigProfileSchema } from "./profile-toml.js";
import { SandboxWorkspaceWriteTomlSchema } from "./sandbox-toml.js";
import { ShellEnvironmentPolicyTomlSchema } from "./shell-environment-toml.js";
import { SkillsTomlSchema } from "./skills-toml.js";
import { ToolsTomlSchema } from "./tools-toml.js";
import { TuiTomlSchema } from "./tui-toml.js";
import { WebSearchModeSchema } from "./web-search-toml.js";

const count = () => z.int().check(z.nonnegative());
const strings = () => z.array(z.string());
const table = <T extends z.ZodMiniType>(value: T) => z.record(z.string(), value);

const FileOpenerSchema = z.enum(["vscode", "vscode-insiders", "windsurf", "cursor", "none"]);
/** The editor whose URI scheme is used for links to cited files; `none` creates no links. */
export type FileOpener = z.infer<typeof FileOpenerSchema>;

const ExecJsonFormatSchema = z.enum(["items", "events"]);
export type ExecJsonFormat = z.infer<typeof ExecJsonFormatSchema>;

/** Settings for things that Codex never does. */
const without = (what: string) =>
  setting(z.object({ enabled: setting(z.boolean(), "Has no effect: Codex sends no reports.") }), what);

const ProjectTomlSchema = z.object({
  trust_level: setting(z.string(), "Whether the user trusts the folder: `trusted` or `untrusted`."),
});

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
  ...ConfigProfileSchema.shape,
  plan_mode_reasoning_effort: setting(
    EffortSchema,
    "The same in plan mode of the chat, of editors and of `codex exec --plan`. Default: `model_reasoning_effort`.",
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
  shell_environment_policy: setting(
    ShellEnvironmentPolicyTomlSchema,
    "Which environment variables commands get. Whatever it says, the model's commands and yours also get `CODEX_SESSION_ID` (of a subagent: the session that it works for), `CODEX_THREAD_ID` and `CODEX_VERSION`; the model's commands get `CODEX_TOOL_CALL_ID`, too.",
  ),
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
  profile: setting(z.string(), "The table of `profiles` to use when no profile is chosen on the command line."),
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
