import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import type { SubAgent, SubAgentCall } from "@codex/core";

type Wire<Type extends ThreadItem["type"]> = Extract<ThreadItem, { type: Type }>;
type Fields = Pick<SubAgentCall, "action" | "agents" | "prompt" | "model" | "effort">;

const ACTIONS: ReadonlyMap<unknown, SubAgentCall["action"]> = new Map([
  ["spawnAgent", "spawn"],
  ["sendInput", "send"],
  ["sendMessage", "send"],
  ["followupTask", "send"],
  ["resumeAgent", "resume"],
  ["wait", "wait"],
  ["interruptAgent", "interrupt"],
  ["closeAgent", "close"],
  ["listAgents", "list"],
]);

const STATES: ReadonlyMap<unknown, SubAgent["status"]> = new Map([
  ["pendingInit", "starting"],
  ["running", "running"],
  ["completed", "completed"],
  ["errored", "failed"],
  ["interrupted", "interrupted"],
  ["shutdown", "closed"],
  ["notFound", "not-found"],
]);

/** A call about subagents; undefined for operations that later versions add. */
export function callFromWire(item: Wire<"collabAgentToolCall">): Fields | undefined {
  const action = ACTIONS.get(item.tool);
  if (action === undefined) return undefined;
  const agents = item.receiverThreadIds.map((threadId): SubAgent => {
    const state = item.agentsStates[threadId];
    return { threadId, status: STATES.get(state?.status), message: state?.message ?? undefined };
  });
  return { action, agents, prompt: item.prompt ?? undefined, ...thinkingOf(item) };
}

const ACTIVITIES: ReadonlyMap<unknown, SubAgentCall["action"]> = new Map([
  ["started", "spawn"],
  ["interacted", "send"],
  ["interrupted", "interrupt"],
  ["completed", "finish"],
]);

/** What happened to a subagent that is identified by its path. */
export function activityFromWire(item: Wire<"subAgentActivity">): Fields | undefined {
  const action = ACTIVITIES.get(item.kind);
  if (action === undefined) return undefined;
  const path = item.agentPath;
  const agents = [{ threadId: item.agentThreadId, nickname: path.split("/").at(-1), path }];
  return { action, agents, ...thinkingOf(item) };
}

function thinkingOf({ model, reasoningEffort }: Wire<"collabAgentToolCall"> | Wire<"subAgentActivity">) {
  return { model: model ?? undefined, effort: reasoningEffort ?? undefined };
}
