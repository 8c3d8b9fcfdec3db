import { isDeepStrictEqual } from "node:util";
import type { McpServerConfig } from "@codex/mcp-client";
import type { ApprovalPolicy, CurrentSandboxPolicy } from "@codex/protocol";
import { CodexError } from "../../error.js";
import type { Config } from "../config.js";
import { approvalPolicyName } from "../permissions/approval-policy.js";
import { type ApprovalsReviewer, approvalsReviewerOf } from "../permissions/approvals-reviewer.js";
import { DEFAULT_SEARCH_MODE, type WebSearchConfig } from "../toml/web-search-toml.js";
import type { Requirements } from "./requirements.js";
import type { RequirementsToml } from "./requirements-toml.js";

interface Policies {
  readonly approvalPolicy?: ApprovalPolicy | undefined;
  readonly approvalsReviewer?: ApprovalsReviewer | undefined;
  readonly sandboxPolicy?: CurrentSandboxPolicy | undefined;
}

/** The configuration with everything reverted that its requirements do not allow, and a warning for each change. */
export function withinRequirements(config: Config): Config {
  const { requirements } = config;
  if (requirements === undefined) return config;
  const { demands, file } = requirements;
  const kept: Config = {
    ...withRequiredTools(config),
    approvalPolicy: isAllowed(requirements, { approvalPolicy: config.approvalPolicy })
      ? config.approvalPolicy
      : (demands.allowed_approval_policies?.[0] ?? config.approvalPolicy),
    approvalsReviewer: isAllowed(requirements, { approvalsReviewer: config.approvalsReviewer })
      ? config.approvalsReviewer
      : (allowedReviewers(demands)?.[0] ?? config.approvalsReviewer),
    sandboxPolicy: isAllowed(requirements, { sandboxPolicy: config.sandboxPolicy })
      ? config.sandboxPolicy
      : { mode: "read-only" },
    permissionProfile: isAllowed(requirements, { sandboxPolicy: config.sandboxPolicy })
      ? config.permissionProfile
      : undefined,
    webSearch: allowedSearch(config.webSearch, demands),
    developerInstructions: joined(demands.additional_developer_instructions, config.developerInstructions),
  };
  return { ...kept, warnings: [...config.warnings, ...changes(config, kept).map((change) => `${file}: ${change}`)] };
}

/** Applies the requirements about servers and features; also for subagents, whose roles can add them. */
export function withRequiredTools(config: Config): Config {
  const { requirements } = config;
  if (requirements === undefined) return config;
  const servers = Object.entries(config.mcpServers).filter(([name, server]) =>
    allowsServer(requirements, name, server),
  );
  return {
    ...config,
    mcpServers: Object.fromEntries(servers),
    features: { ...config.features, ...requirements.demands.features },
  };
}

/** @throws CodexError `request-invalid` if one of the policies is not allowed. */
export function refuseForbidden(
  requirements: Requirements | undefined,
  { approvalPolicy, approvalsReviewer, sandboxPolicy }: Policies,
): void {
  if (requirements === undefined) return;
  const { file, demands } = requirements;
  const refuse = (kind: string, name: string, allowed: readonly string[] = []) => {
    throw new CodexError("request-invalid", `${file} does not allow the ${kind} ${name}, only ${allowed.join(", ")}`);
  };
  if (approvalPolicy !== undefined && !isAllowed(requirements, { approvalPolicy }))
    refuse(
      "approval policy",
      approvalPolicyName(approvalPolicy),
      demands.allowed_approval_policies?.map(approvalPolicyName),
    );
  if (approvalsReviewer !== undefined && !isAllowed(requirements, { approvalsReviewer }))
    refuse("approvals reviewer", approvalsReviewer, allowedReviewers(demands));
  if (sandboxPolicy !== undefined && !isAllowed(requirements, { sandboxPolicy }))
    refuse("sandbox", sandboxPolicy.mode, demands.allowed_sandbox_modes);
}

/** The sandbox of a saved session, if it is still allowed. */
export function sandboxIfAllowed(
  requirements: Requirements | undefined,
  sandboxPolicy: CurrentSandboxPolicy | undefined,
): CurrentSandboxPolicy | undefined {
  return requirements === undefined || isAllowed(requirements, { sandboxPolicy }) ? sandboxPolicy : undefined;
}

/** Whether a server matches the one that the requirements define under this name. */
export function allowsServer(
  requirements: Requirements | undefined,
  name: string,
  server: McpServerConfig | { readonly command?: string | undefined; readonly url?: string | undefined },
): boolean {
  const known = requirements?.demands.mcp_servers;
  if (known === undefined) return true;
  const identity = Object.hasOwn(known, name) ? known[name]?.identity : undefined;
  if (identity === undefined) return false;
  return "command" in identity
    ? "command" in server && server.command === identity.command
    : "url" in server && server.url === identity.url;
}

const allowedReviewers = ({ allowed_approvals_reviewers: reviewers }: RequirementsToml) =>
  reviewers?.map(approvalsReviewerOf);

function isAllowed({ demands }: Requirements, { approvalPolicy, approvalsReviewer, sandboxPolicy }: Policies): boolean {
  const { allowed_approval_policies: approvals, allowed_sandbox_modes: modes } = demands;
  return (
    (approvalPolicy === undefined ||
      approvals === undefined ||
      approvals.some((one) => isDeepStrictEqual(one, approvalPolicy))) &&
    (approvalsReviewer === undefined || allowedReviewers(demands)?.includes(approvalsReviewer) !== false) &&
    (sandboxPolicy === undefined || modes === undefined || modes.includes(sandboxPolicy.mode))
  );
}

/** From the least to the most access to the web. */
const SEARCH_WIDTH = ["cached", "indexed", "live"] as const;

/** The widest search that is allowed and not wider than requested. */
function allowedSearch(
  asked: WebSearchConfig | undefined,
  { allowed_web_search_modes: allowed }: RequirementsToml,
): WebSearchConfig | undefined {
  if (asked === undefined || allowed === undefined) return asked;
  const narrower = SEARCH_WIDTH.slice(0, SEARCH_WIDTH.indexOf(asked.mode ?? DEFAULT_SEARCH_MODE) + 1);
  const mode = narrower.findLast((one) => allowed.includes(one));
  return mode && { ...asked, mode };
}

const searchName = (search: WebSearchConfig | undefined) =>
  search === undefined ? "disabled" : (search.mode ?? DEFAULT_SEARCH_MODE);

function joined(...texts: readonly (string | undefined)[]): string | undefined {
  const given = texts.filter((text) => text !== undefined);
  return given.length === 0 ? undefined : given.join("\n\n");
}

/** One sentence for each reverted setting. */
function changes(asked: Config, kept: Config): string[] {
  const replaced = (name: string, before: string, after: string) =>
    before === after ? [] : [`${name} \`${before}\` is not allowed; it is \`${after}\``];
  const servers = Object.keys(asked.mcpServers).filter((name) => !Object.hasOwn(kept.mcpServers, name));
  const features = Object.keys(asked.features).filter((name) => asked.features[name] !== kept.features[name]);
  return [
    ...replaced(
      "the approval policy",
      approvalPolicyName(asked.approvalPolicy),
      approvalPolicyName(kept.approvalPolicy),
    ),
    ...replaced("the approvals reviewer", asked.approvalsReviewer, kept.approvalsReviewer),
    ...replaced("the sandbox", asked.sandboxPolicy.mode, kept.sandboxPolicy.mode),
    ...replaced("the web search", searchName(asked.webSearch), searchName(kept.webSearch)),
    ...servers.map((name) => `the MCP server \`${name}\` is not allowed and does not start`),
    ...features.map(
      (name) => `the feature \`${name}\` is ${kept.features[name] ? "on" : "off"}, whatever is configured`,
    ),
  ];
}
