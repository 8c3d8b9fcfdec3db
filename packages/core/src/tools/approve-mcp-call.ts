import type { McpConnectionManager } from "@codex/mcp-client";
import type { AskForApproval } from "@codex/protocol";
import type { Turn } from "../session/turn.js";
import type { McpToolName } from "./mcp-tool.js";

type Annotations = NonNullable<ReturnType<McpConnectionManager["toolOf"]>>["annotations"];

interface McpCallRequest {
  readonly turn: Turn;
  readonly callId: string;
  readonly name: McpToolName;
  readonly arguments: unknown;
  readonly annotations: Annotations;
}

/**
 * Whether a tool of an MCP server may be called; asks the user where its own hints and the policy say so. Servers run outside the
 * sandbox, and nobody checks their hints: one that says it destroys is believed, and under `untrusted` only one that says it reads.
 * Differs from codex-rs, which asks about no tool.
 */
export async function approveMcpCall({ turn, callId, name, annotations, ...call }: McpCallRequest): Promise<boolean> {
  const reason = whyAsked(turn.context.approvalPolicy, annotations);
  if (reason === undefined) return true;
  const { context, session, running } = turn;
  const command = [`${name.server}.${name.tool}`, JSON.stringify(call.arguments ?? {})];
  const approved = { command, cwd: context.cwd, scripts: "of an MCP server" };
  if (session.approvals.approvalOf(approved) !== undefined) return true;
  const answer = await running.ask({
    kind: "command",
    callId,
    command,
    cwd: context.cwd,
    actions: [],
    reason: `${reason}: the tool ${name.tool} of the MCP server ${name.server}`,
    reasonFrom: "policy",
    outsideSandbox: true,
  });
  running.throwIfInterrupted();
  if (answer.type !== "approved") return false;
  if (answer.scope === "thread") session.approvals.approveForSession(approved, { sandboxed: false });
  return true;
}

function whyAsked(policy: AskForApproval, annotations: Annotations): string | undefined {
  if (policy === "never") return undefined;
  if (annotations?.destructiveHint === true && annotations.readOnlyHint !== true) return "it may destroy something";
  return policy === "untrusted" && annotations?.readOnlyHint !== true ? "it may change something" : undefined;
}
