import type { McpConnectionManager } from "@codex/mcp-client";
import type { ApprovalPolicy } from "@codex/protocol";
import { mayAsk } from "../../config/permissions/approval-policy.js";
import type { McpApprovalMode } from "../../config/toml/mcp-server-toml.js";
import type { HookTool } from "../../hooks/hook-tool.js";
import type { Turn } from "../../session/turn.js";
import type { NewQuestion } from "../../session/turn-questions.js";
import { askPermission } from "../ask-permission.js";

type Tool = NonNullable<ReturnType<McpConnectionManager["toolOf"]>>;
type Annotations = Tool["annotations"];

/** An MCP tool: the server's name in the configuration, and the tool's own name. */
export interface McpToolName {
  readonly server: string;
  readonly tool: string;
}

interface McpCallRequest {
  readonly turn: Turn;
  readonly callId: string;
  readonly name: McpToolName;
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
  /** Default: `auto`. */
  readonly mode: McpApprovalMode | undefined;
}

/** `message` is for the model. */
export type McpCallVerdict = { readonly type: "approved" } | { readonly type: "refused"; readonly message: string };

const APPROVED: McpCallVerdict = { type: "approved" };
const refused = (message: string): McpCallVerdict => ({ type: "refused", message });

/** An MCP tool as hooks see it; matchers may also use the server's own name for it. */
export function mcpHookTool({ server, tool }: McpToolName, input: Readonly<Record<string, unknown>> = {}): HookTool {
  const given = `mcp__${server}__${tool}`;
  const name = given.replace(/\W/g, "_");
  return { name, names: [...new Set([name, given])], input };
}

/**
 * Decides whether a tool of an MCP server may be called. Asks hooks and the user if the configuration requires it, or the tool's hints
 * together with the policy. Servers run outside the sandbox, and their hints are not verified: a hint that a tool is destructive is always
 * believed; under `untrusted`, only a hint that it is read-only avoids the question. Differs from codex-rs of August 2025, which asks about
 * no tool.
 */
export async function approveMcpCall(request: McpCallRequest, tool: Tool | undefined): Promise<McpCallVerdict> {
  const { turn, name, mode = "auto" } = request;
  const { context, session, running } = turn;
  if (context.mode.kind === "plan" && tool?.annotations?.readOnlyHint !== true)
    return refused("plan mode only allows tools that are marked as read-only: plan with what you have");
  const reason = whyAsked(mode, context.approvalPolicy, tool?.annotations);
  if (reason === undefined) return APPROVED;
  if (!mayAsk(context.approvalPolicy, "mcp_elicitations"))
    return refused("this tool needs the user's approval, but the approval policy is to never ask: continue without it");
  const input = request.arguments ?? {};
  // The names are kept separate, since both may contain dots.
  const approved = {
    command: [name.server, name.tool, JSON.stringify(input)],
    cwd: context.cwd,
    scripts: "of an MCP server",
  };
  if (session.approvals.approvalOf(approved) !== undefined) return APPROVED;
  const answer = await askPermission(turn, questionAbout(request, tool, reason), () => mcpHookTool(name, input));
  running.throwIfInterrupted();
  if (answer.type !== "approved")
    return refused("message" in answer ? answer.message : "MCP tool call rejected by user");
  if (answer.scope === "thread") session.approvals.approveForSession(approved, { sandboxed: false });
  return APPROVED;
}

function questionAbout(request: McpCallRequest, tool: Tool | undefined, reason: string): NewQuestion {
  const { turn, callId, name, arguments: input = {}, mode = "auto" } = request;
  return {
    kind: "command",
    callId,
    command: [`${name.server}.${name.tool}`, JSON.stringify(input)],
    mcpCall: {
      ...name,
      description: tool?.description,
      arguments: input,
      annotations: tool?.annotations,
      mayLast: mode === "auto",
    },
    cwd: turn.context.cwd,
    actions: [],
    reason: `${reason}: the tool ${name.tool} of the MCP server ${name.server}`,
    reasonFrom: "policy",
    outsideSandbox: true,
    network: true,
  };
}

function whyAsked(mode: McpApprovalMode, policy: ApprovalPolicy, annotations: Annotations): string | undefined {
  const isReading = annotations?.readOnlyHint === true;
  switch (mode) {
    case "approve":
      return undefined;
    case "prompt":
      return "you want to be asked";
    case "writes":
      return isReading ? undefined : "it may change something";
    case "auto":
      if (policy === "never" || isReading) return undefined;
      if (annotations?.destructiveHint === true) return "it may destroy something";
      return policy === "untrusted" ? "it may change something" : undefined;
    default:
      return mode satisfies never;
  }
}
