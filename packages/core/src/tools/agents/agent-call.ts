import type { AgentStatus } from "../../agents/agent-status.js";
import type { SubAgent } from "../../items/call-items.js";
import type { AgentInfo, Agents } from "../../session/agents.js";
import type { Turn } from "../../session/turn.js";

/** Where a tool works with helpers: the turn that calls it, and the helpers of its thread. */
export interface AgentCall {
  readonly turn: Turn;
  readonly agents: Agents;
}

/** A helper as its item shows it. */
export function shownAgent({ threadId, nickname, path, role, status }: AgentInfo): SubAgent {
  return { threadId, nickname, path, role, ...shownStatus(status) };
}

/** What is shown of an id before anything was done with its helper. */
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

/** Why a helper may not be told to do something, if so: in plan mode nothing is changed, by nobody. */
export function tooWideForPlan({ context }: Turn, agent: AgentInfo | undefined): string | undefined {
  if (context.mode.kind !== "plan" || agent === undefined || agent.sandboxPolicy.mode === "read-only") return undefined;
  return "in plan mode nothing is changed, and this helper may change files: spawn another one";
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Why an id cannot be that of a helper, if so. */
export function badId(id: string): string | undefined {
  return UUID.test(id) ? undefined : `${JSON.stringify(id)} is no agent_id`;
}
