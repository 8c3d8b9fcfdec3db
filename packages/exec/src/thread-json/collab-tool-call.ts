import type { SubAgent, SubAgentCall } from "@codex/core";
import type { CollabAgentState, CollabToolCallItem } from "../events/index.js";
import { outcomeOf, statusOf } from "./item-status.js";

const TOOLS = {
  spawn: "spawn_agent",
  send: "send_input",
  resume: "resume_agent",
  wait: "wait",
  interrupt: "interrupt_agent",
  close: "close_agent",
  list: "list_agents",
} as const satisfies Record<Exclude<SubAgentCall["action"], "finish">, CollabToolCallItem["tool"]>;

const STATES = {
  starting: "pending_init",
  running: "running",
  completed: "completed",
  failed: "errored",
  interrupted: "interrupted",
  closed: "shutdown",
  "not-found": "not_found",
} as const satisfies Record<NonNullable<SubAgent["status"]>, CollabAgentState["status"]>;

/** A call about subagents; undefined if it is not one, since a subagent's end shows in its message. */
export function collabToolCall(
  { action, agents, prompt, status }: SubAgentCall,
  id: string,
  threadId: string,
): CollabToolCallItem | undefined {
  if (action === "finish") return undefined;
  const states = agents.flatMap(({ threadId: agent, status: state, message = null }) =>
    state === undefined ? [] : [[agent, { status: STATES[state], message }] as const],
  );
  return {
    id,
    type: "collab_tool_call",
    tool: TOOLS[action],
    sender_thread_id: threadId,
    receiver_thread_ids: agents.map((agent) => agent.threadId),
    prompt: prompt ?? null,
    agents_states: Object.fromEntries(states),
    status: statusOf(status),
    ...outcomeOf(status),
  };
}
