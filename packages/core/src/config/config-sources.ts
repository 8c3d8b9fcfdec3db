import type { ApprovalPolicy, SandboxMode } from "@codex/protocol";
import type { Environment } from "../environment.js";
import type { LocalProvider } from "../model/provider/provider-info.js";
import type { CliOverride } from "./cli-override.js";
import type { ApprovalsReviewer } from "./permissions/approvals-reviewer.js";

/** Settings of the caller (flags, a request's parameters), which override everything else. */
export interface ConfigOverrides {
  readonly model?: string | undefined;
  /** An existing folder, relative to the source's `cwd`. */
  readonly cwd?: string | undefined;
  /** The folder of a saved session, used unless `cwd` is given. It may no longer exist. */
  readonly savedCwd?: string | undefined;
  readonly approvalPolicy?: ApprovalPolicy | undefined;
  readonly approvalsReviewer?: ApprovalsReviewer | undefined;
  /** Nobody answers questions: the policy becomes `never`, unless a model answers in the user's place. */
  readonly nobodyAnswers?: boolean | undefined;
  readonly sandboxMode?: SandboxMode | undefined;
  /** The id of a permission profile, instead of a sandbox mode. */
  readonly permissions?: string | undefined;
  /** An interactive session: policies that are not set depend on whether the folder is trusted. */
  readonly followTrust?: boolean | undefined;
  readonly modelProvider?: string | undefined;
  readonly serviceTier?: string | undefined;
  /** Use local models served by this program, or by the one in `oss_provider`. Overrides `modelProvider`. */
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
  /** Ignores `config.toml` in `codexHome`. */
  readonly ignoreUserConfig?: boolean | undefined;
  /** The originator, if nothing else sets it. */
  readonly originator?: string | undefined;
  readonly bypassHookTrust?: boolean | undefined;
  /** Additional folders that the `workspace-write` sandbox may write, relative to `cwd`. */
  readonly addDirs?: readonly string[] | undefined;
}

export interface ConfigSources {
  /** Absolute path; the folder need not exist. */
  readonly codexHome: string;
  /** Absolute path of the working directory, unless `overrides.cwd` is given. */
  readonly cwd: string;
  readonly env: Environment;
  readonly cliOverrides: readonly CliOverride[];
  /** The administrator's requirements. Default: `/etc/codex/requirements.toml`. */
  readonly requirementsFile?: string | undefined;
  /** Refuses unknown keys instead of warning about them. */
  readonly isStrict?: boolean | undefined;
  readonly overrides: ConfigOverrides;
}
