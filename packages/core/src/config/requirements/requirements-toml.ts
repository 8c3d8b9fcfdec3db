import { ApprovalPolicySchema, SandboxModeSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { setting } from "../../setting.js";
import { ApprovalsReviewerTomlSchema } from "../permissions/approvals-reviewer.js";
import { WebSearchModeSchema } from "../toml/web-search-toml.js";

const notEmpty = z.refine<readonly unknown[]>((list) => list.length > 0, "must not be empty");

/** The words of a command prefix: each a single word or a choice of several. */
const PatternSchema = z
  .array(
    z.union([z.strictObject({ token: z.string() }), z.strictObject({ any_of: z.array(z.string()).check(notEmpty) })]),
  )
  .check(notEmpty);

/** `[rules] prefix_rules`: an administrator can forbid commands or require a question; only users can allow commands. */
const PrefixRuleSchema = z.strictObject({
  pattern: PatternSchema,
  decision: z.enum(["prompt", "forbidden"]),
  justification: z.optional(z.string()),
});

const IdentitySchema = z.union([z.strictObject({ command: z.string() }), z.strictObject({ url: z.string() })]);

/** Requirements about features that this program does not have are always met. */
const nothingToKeep = () => setting(z.unknown(), "Has no effect: Codex does not have this feature.");

/** `/etc/codex/requirements.toml`: what an administrator requires of every session on the machine. Names as in codex 0.171.0. */
export const RequirementsTomlSchema = z.object({
  allowed_approval_policies: setting(
    z.array(ApprovalPolicySchema).check(notEmpty),
    "The approval policies that sessions may use; the first replaces any other.",
  ),
  allowed_approvals_reviewers: setting(
    z.array(ApprovalsReviewerTomlSchema).check(notEmpty),
    "Who may answer approvals; the first replaces any other.",
  ),
  allowed_sandbox_modes: setting(
    z
      .array(SandboxModeSchema)
      .check(
        z.refine(
          (modes) => modes.includes("read-only"),
          "must contain read-only, which replaces modes that are not allowed",
        ),
      ),
    "The sandboxes that sessions may have; `read-only` must be among them and takes the place of others.",
  ),
  allowed_web_search_modes: setting(
    z.array(WebSearchModeSchema),
    "How the provider may search the web; `disabled` always goes.",
  ),
  allow_managed_hooks_only: setting(z.boolean(), "`true`: hooks of users, repositories and command lines do not run."),
  hooks: setting(
    z.record(z.string(), z.unknown()),
    "Hooks as in `config.toml`; they run in every session and nobody can switch them off.",
  ),
  rules: setting(
    z.strictObject({ prefix_rules: z.array(PrefixRuleSchema) }),
    "Command rules in addition to the users'; the strictest rule wins.",
  ),
  mcp_servers: setting(
    z.record(z.string(), z.strictObject({ identity: IdentitySchema })),
    "The only MCP servers that may start: by name, with the `command` or `url` that they must have.",
  ),
  features: setting(z.record(z.string(), z.boolean()), "Features that are on or off, whatever users configure."),
  additional_developer_instructions: setting(
    z.string(),
    "Instructions for the model in every session, before the user's own.",
  ),
  chatgpt_base_url: setting(z.string(), "As in `config.toml`; nothing else counts."),
  check_for_update_on_startup: setting(z.boolean(), "As in `config.toml`; nothing else counts."),
  cli_auth_credentials_store: setting(z.enum(["file", "keyring", "auto"]), "As in `config.toml`; nothing else counts."),
  model_catalog_json: setting(z.string(), "As in `config.toml`; nothing else counts."),
  model_provider: setting(z.string(), "As in `config.toml`; nothing else counts."),
  allow_appshots: nothingToKeep(),
  allow_browser_and_computer_use: nothingToKeep(),
  allow_remote_control: nothingToKeep(),
  allowed_windows_sandbox_implementations: nothingToKeep(),
  browser_use: nothingToKeep(),
  computer_use: nothingToKeep(),
  feedback: nothingToKeep(),
  in_app_browser: nothingToKeep(),
});
export type RequirementsToml = z.infer<typeof RequirementsTomlSchema>;
