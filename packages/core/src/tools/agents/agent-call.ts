import type { AgentStatus } from "../../agents/agent-status.js";
import type { SubAgent } from "../../items/call-items.js";
import type { AgentInfo, Agents } from "../../session/agents.js";
import type { Turn } from "../../session/turn.js";

/** The context of a subagent tool: the calling turn, and the subagents of its thread. */
export interface AgentCall {
  readonly turn: Turn;
  readonly agents: Agents;
}

/** A subagent as shown in items. */
export function shownAgent({ threadId, nickname, path, role, status }: AgentInfo): SubAgent {
  return { threadId, nickname, path, role, ...shownStatus(status) };
}

/** A subagent as shown before anything was done with it, known only by its id. */
export function namedAgent(agents: Agents, threadId: string): SubAgent {
  const { nickname, role } = agents.find(threadId) ?? {};
  return { threadId, nickname, role };
}

export function missingAgent(threadId: string): SubAgent {
  return { threadId, status: "not-found" };
}

function shownStatus(status: AgentStatus): Pick<SubAgent, "status" | "message"> {
  const { type } = status;
  return "message" in status ? { status: type, message: status.message } : { status: type };
}

/** Why a subagent may not be given work in plan mode, if it may not: nothing may change files, not even indirectly. */
export function tooWideForPlan({ context }: Turn, agent: AgentInfo | undefined): string | undefined {
  if (context.mode.kind !== "plan" || agent === undefined || agent.sandboxPolicy.mode === "read-only") return undefined;
  return "plan mode allows no changes, and this subagent may change files: start another one";
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Why the id cannot be a subagent's, if it cannot. */
export function badId(id: string): string | undefined {
  return UUID.test(id) ? undefined : `${JSON.stringify(id)} is not an agent_id`;
}
