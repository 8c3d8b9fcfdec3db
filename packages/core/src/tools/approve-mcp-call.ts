import type { McpConnectionManager } from "@codex/mcp-client";
import type { AskForApproval } from "@codex/protocol";
import type { McpApprovalMode } from "../config/mcp-server-toml.js";
import type { Turn } from "../session/turn.js";
import type { McpToolName } from "./mcp-tool.js";

type Tool = NonNullable<ReturnType<McpConnectionManager["toolOf"]>>;
type Annotations = Tool["annotations"];

interface McpCallRequest {
  readonly turn: Turn;
  readonly callId: string;
  readonly name: McpToolName;
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
  /** Default: `auto`. */
  readonly mode: McpApprovalMode | undefined;
}

/** `not-asked`: it needs the user's word, and the policy is to ask for none; `planning`: in plan mode only what reads is called. */
export type McpCallVerdict = "approved" | "denied" | "not-asked" | "planning";

/**
 * Whether a tool of an MCP server may be called; asks the user where the configuration, or its own hints and the policy, say so.
 * Servers run outside the sandbox, and nobody checks their hints: one that says it destroys is believed, and under `untrusted` only
 * one that says it reads. Differs from codex-rs of August 2025, which asks about no tool.
 */
export async function approveMcpCall(request: McpCallRequest, tool: Tool | undefined): Promise<McpCallVerdict> {
  const { turn, callId, name, mode = "auto" } = request;
  const { context, session, running } = turn;
  if (context.mode.kind === "plan" && tool?.annotations?.readOnlyHint !== true) return "planning";
  const reason = whyAsked(mode, context.approvalPolicy, tool?.annotations);
  if (reason === undefined) return "approved";
  if (context.approvalPolicy === "never") return "not-asked";
  const input = request.arguments ?? {};
  const command = [`${name.server}.${name.tool}`, JSON.stringify(input)];
  const approved = { command, cwd: context.cwd, scripts: "of an MCP server" };
  if (session.approvals.approvalOf(approved) !== undefined) return "approved";
  const answer = await running.ask({
    kind: "command",
    callId,
    command,
    mcpCall: { ...name, description: tool?.description, arguments: input },
    cwd: context.cwd,
    actions: [],
    reason: `${reason}: the tool ${name.tool} of the MCP server ${name.server}`,
    reasonFrom: "policy",
    outsideSandbox: true,
    network: true,
  });
  running.throwIfInterrupted();
  if (answer.type !== "approved") return "denied";
  if (answer.scope === "thread") session.approvals.approveForSession(approved, { sandboxed: false });
  return "approved";
}

function whyAsked(mode: McpApprovalMode, policy: AskForApproval, annotations: Annotations): string | undefined {
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
