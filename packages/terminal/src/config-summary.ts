import { approvalPolicyName, type Config, isReviewed } from "@codex/core";

/** The settings of a run, as names and values in display order. */
export function configSummary(config: Config): [name: string, value: string][] {
  const entries: [string, string][] = [
    ["workdir", config.cwd],
    ["model", config.model],
    ["provider", config.modelProviderId],
    ["approval", approvalPolicyName(config.approvalPolicy) + (isReviewed(config) ? ", a model answers" : "")],
    ["sandbox", describeSandbox(config)],
  ];
  if (config.modelProvider.wire_api === "responses" && config.modelFamily.supportsReasoningSummaries) {
    entries.push(["reasoning effort", config.modelReasoningEffort ?? "none"]);
    entries.push(["reasoning summaries", config.modelReasoningSummary]);
  }
  return entries;
}

function describeSandbox(config: Config): string {
  const { permissionProfile, restrictions } = config;
  const denied = config.sandboxPolicy.mode === "danger-full-access" ? [] : (restrictions?.denied ?? []);
  return [
    ...(permissionProfile === undefined ? [] : [`${permissionProfile.id}:`]),
    describePolicy(config),
    ...(denied.length === 0 ? [] : [`(denied: ${denied.join(", ")})`]),
  ].join(" ");
}

function describePolicy({ sandboxPolicy }: Config): string {
  if (sandboxPolicy.mode !== "workspace-write") return sandboxPolicy.mode;
  const roots = [
    ...(sandboxPolicy.exclude_cwd ? [] : ["workdir"]),
    ...(sandboxPolicy.exclude_slash_tmp ? [] : ["/tmp"]),
    ...(sandboxPolicy.exclude_tmpdir_env_var ? [] : ["$TMPDIR"]),
  ];
  const writable = [...roots, ...(sandboxPolicy.writable_roots ?? [])].join(", ");
  return `workspace-write [${writable}]${sandboxPolicy.network_access ? " (network access enabled)" : ""}`;
}
