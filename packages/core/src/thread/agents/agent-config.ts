import type { CurrentSandboxPolicy, SandboxMode } from "@codex/protocol";
import type { AgentRole } from "../../agents/agent-role.js";
import type { Config, McpSettings } from "../../config/config.js";
import { withRequiredTools } from "../../config/requirements/within-requirements.js";
import { mcpPoliciesOf, mcpServersOf } from "../../config/toml/mcp-servers.js";
import { familyForModel } from "../../model/catalog.js";
import type { SpawnRequest } from "../../session/agents.js";
import type { TurnSettings } from "../../session/turn-context.js";

/**
 * A subagent's configuration: the session's, with the settings of the turn that starts it and the changes of its role. A role can narrow
 * the sandbox but never widen it.
 */
export function agentConfig(
  config: Config,
  turn: TurnSettings,
  {
    role,
    request,
  }: { readonly role: AgentRole | undefined; readonly request: Partial<Pick<SpawnRequest, "model" | "effort">> },
): Config {
  const settings = role?.settings ?? {};
  const model = request.model ?? settings.model ?? config.agents.defaultModel ?? turn.model;
  const modelFamily = familyForModel(config, model);
  const isSameModel = model === config.model;
  return {
    ...config,
    cwd: turn.cwd,
    approvalPolicy: turn.approvalPolicy,
    approvalsReviewer: turn.approvalsReviewer,
    sandboxPolicy: narrowed(turn.sandboxPolicy, settings.sandbox_mode),
    restrictions: turn.restrictions,
    permissionProfile: undefined,
    model,
    modelFamily,
    modelContextWindow: isSameModel ? config.modelContextWindow : modelFamily.contextWindow,
    modelMaxOutputTokens: isSameModel ? config.modelMaxOutputTokens : undefined,
    modelReasoningEffort:
      request.effort ??
      settings.model_reasoning_effort ??
      config.agents.defaultEffort ??
      // The turn's effort was chosen for its own model.
      (request.model === undefined || model === turn.model ? undefined : modelFamily.defaultEffort) ??
      turn.effort ??
      config.modelReasoningEffort,
    modelReasoningSummary: settings.model_reasoning_summary ?? turn.summary,
    modelVerbosity: settings.model_verbosity ?? config.modelVerbosity,
    serviceTier: turn.serviceTier,
    developerInstructions: settings.developer_instructions ?? config.developerInstructions,
    ...agentTools(config, role),
    // `notify` reports the user's turns, not those of subagents.
    notify: undefined,
    experimentalResume: undefined,
  };
}

/** The MCP servers and features that its role adds to those of its parent; never more than requirements allow. */
export function agentTools(config: Config, role: AgentRole | undefined): McpSettings & Pick<Config, "features"> {
  const { mcp_servers: servers, features: own } = role?.settings ?? {};
  const { mcpServers, mcpPolicies, features } = withRequiredTools({
    ...config,
    mcpServers: { ...config.mcpServers, ...mcpServersOf(servers) },
    mcpPolicies: { ...config.mcpPolicies, ...mcpPoliciesOf(servers) },
    features: { ...config.features, ...own },
  });
  return { mcpServers, mcpPolicies, features };
}

const WIDTH: Readonly<Record<SandboxMode, number>> = {
  "read-only": 0,
  "workspace-write": 1,
  "danger-full-access": 2,
};

function narrowed(policy: CurrentSandboxPolicy, mode: SandboxMode | undefined): CurrentSandboxPolicy {
  if (mode === undefined || WIDTH[mode] >= WIDTH[policy.mode]) return policy;
  if (mode === "read-only") return { mode };
  return {
    mode: "workspace-write",
    writable_roots: [],
    network_access: false,
    exclude_tmpdir_env_var: false,
    exclude_slash_tmp: false,
  };
}
