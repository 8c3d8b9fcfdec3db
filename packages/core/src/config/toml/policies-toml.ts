import path from "node:path";
import type { ApprovalPolicy, CurrentSandboxPolicy, SandboxMode } from "@codex/protocol";
import { type Environment, expandHome } from "../../environment.js";
import type { Config, ShellEnvironmentPolicy } from "../config.js";
import type { ConfigOverrides } from "../config-sources.js";
import { withFilters } from "../environment-filters.js";
import { approvalsReviewerOf, isReviewed } from "../permissions/approvals-reviewer.js";
import type { ConfigToml } from "./config-toml.js";

/** When to ask for approval, and who answers. */
export function approvalsOf(
  toml: Pick<ConfigToml, "approval_policy" | "approvals_reviewer">,
  overrides: ConfigOverrides,
  fallback: { readonly approvalPolicy: ApprovalPolicy },
): Pick<Config, "approvalPolicy" | "approvalsReviewer"> {
  const approvalPolicy = overrides.approvalPolicy ?? toml.approval_policy ?? fallback.approvalPolicy;
  const approvalsReviewer = overrides.approvalsReviewer ?? approvalsReviewerOf(toml.approvals_reviewer ?? "user");
  const isAnswered = overrides.nobodyAnswers !== true || isReviewed({ approvalPolicy, approvalsReviewer });
  return { approvalPolicy: isAnswered ? approvalPolicy : "never", approvalsReviewer };
}

/** The sandbox policy of commands; `fallback` applies if nothing is set. */
export function sandboxPolicyOf(
  toml: ConfigToml,
  overrides: ConfigOverrides,
  fallback: { readonly cwd: string; readonly env: Environment; readonly mode: SandboxMode },
): CurrentSandboxPolicy {
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

/** Adds folders that commands may write, if the policy lets them write at all. */
export function withMoreRoots(policy: CurrentSandboxPolicy, folders: readonly string[]): CurrentSandboxPolicy {
  if (policy.mode !== "workspace-write" || folders.length === 0) return policy;
  return { ...policy, writable_roots: [...(policy.writable_roots ?? []), ...folders] };
}

/** Local sockets that the sandbox lets commands connect to. */
export function unixSocketsOf({ sandbox_workspace_write: sandbox }: ConfigToml, env: Environment): string[] {
  return (sandbox?.allow_unix_sockets ?? []).map((socket) => expandHome(socket, env)).filter(path.isAbsolute);
}

/** Which environment variables commands get. */
export function shellEnvironmentPolicyOf({
  shell_environment_policy: policy = {},
}: ConfigToml): Omit<ShellEnvironmentPolicy, "logins"> {
  const lists = { exclude: policy.exclude ?? [], include: policy.include_only ?? [] };
  const { exclude, include } = withFilters(lists, policy.filters);
  return {
    inherit: policy.inherit ?? "all",
    ignoreDefaultExcludes: policy.ignore_default_excludes ?? false,
    exclude,
    set: policy.set ?? {},
    includeOnly: include,
    useProfile: policy.experimental_use_profile ?? false,
  };
}
