import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import type {
  CollabAgentStatus,
  CollabAgentTool,
  SubAgentActivityKind,
} from "@codex/app-server-protocol/thread-item-parts";
import type { SubAgent, SubAgentCall } from "@codex/core";
import type { ItemBase } from "./item-base.js";
import { statusOf } from "./item-status.js";

const AGENT_ACTIVITIES: Readonly<Partial<Record<SubAgentCall["action"], SubAgentActivityKind>>> = {
  spawn: "started",
  send: "interacted",
  interrupt: "interrupted",
  finish: "completed",
};

/** Concerns a subagent that is identified by its path; only for these are the model's own calls shown as such. */
export function subAgentItem(item: SubAgentCall, base: ItemBase, threadId: string): ThreadItem {
  const [agent] = item.agents;
  const kind = AGENT_ACTIVITIES[item.action];
  if (agent?.path === undefined || kind === undefined) return collabAgentToolCall(item, base, threadId);
  const { model = null, effort: reasoningEffort = null } = item;
  const agentThreadId = agent.threadId;
  return { type: "subAgentActivity", ...base, kind, agentThreadId, agentPath: agent.path, model, reasoningEffort };
}

const AGENT_TOOLS: Readonly<Record<SubAgentCall["action"], CollabAgentTool>> = {
  spawn: "spawnAgent",
  send: "sendInput",
  resume: "resumeAgent",
  wait: "wait",
  interrupt: "interruptAgent",
  close: "closeAgent",
  list: "listAgents",
  // Only the completion of subagents that are identified by their path is shown.
  finish: "wait",
};

const AGENT_STATUSES: Readonly<Record<NonNullable<SubAgent["status"]>, CollabAgentStatus>> = {
  starting: "pendingInit",
  running: "running",
  completed: "completed",
  failed: "errored",
  interrupted: "interrupted",
  closed: "shutdown",
  "not-found": "notFound",
};

function collabAgentToolCall(item: SubAgentCall, base: ItemBase, threadId: string): ThreadItem {
  const { action, agents, prompt, model, effort, status } = item;
  return {
    type: "collabAgentToolCall",
    ...base,
    tool: AGENT_TOOLS[action],
    senderThreadId: threadId,
    receiverThreadIds: agents.map((agent) => agent.threadId),
    agentsStates: Object.fromEntries(
      agents.flatMap(({ threadId: id, status: state, message = null }) =>
        state === undefined ? [] : [[id, { status: AGENT_STATUSES[state], message }] as const],
      ),
    ),
    prompt: prompt ?? null,
    model: model ?? null,
    reasoningEffort: effort ?? null,
    status: status === "interrupted" ? "interrupted" : statusOf(status),
  };
}
