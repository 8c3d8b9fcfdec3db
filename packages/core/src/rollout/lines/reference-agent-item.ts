import * as z from "zod/mini";
import type { SubAgent, SubAgentCall } from "../../items/call-items.js";
import type { ItemStatus } from "../../items/item-base.js";

const optionalText = z.catch(z.optional(z.string()), undefined);

const AgentStateSchema = z.union([
  z.string(),
  z.object({ completed: z.nullable(z.string()) }),
  z.object({ errored: z.string() }),
]);
type AgentState = z.infer<typeof AgentStateSchema>;

const CollabAgentToolCallSchema = z.object({
  type: z.literal("CollabAgentToolCall"),
  id: z.string(),
  tool: z.string(),
  status: z.catch(z.string(), ""),
  receiver_thread_ids: z.catch(z.array(z.string()), []),
  receiver_agents: z.catch(
    z.array(z.object({ thread_id: z.string(), agent_nickname: optionalText, agent_role: optionalText })),
    [],
  ),
  prompt: optionalText,
  model: optionalText,
  reasoning_effort: optionalText,
  agents_states: z.catch(z.record(z.string(), AgentStateSchema), {}),
});

const SubAgentActivitySchema = z.object({
  type: z.literal("SubAgentActivity"),
  id: z.string(),
  kind: z.enum(["started", "interacted", "interrupted", "completed"]),
  agent_thread_id: z.string(),
  agent_path: z.string(),
  model: optionalText,
  reasoning_effort: optionalText,
});

/** Items of later Codex versions that concern subagents. */
export const AgentItemSchemas = [CollabAgentToolCallSchema, SubAgentActivitySchema] as const;
type AgentItem = z.infer<(typeof AgentItemSchemas)[number]>;

interface Place {
  readonly id: string;
  readonly turnId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

export function agentItem(item: AgentItem, place: Place): SubAgentCall {
  const about = {
    ...place,
    kind: "sub-agent",
    callId: item.id,
    model: item.model,
    effort: item.reasoning_effort,
  } as const;
  if (item.type === "SubAgentActivity") {
    const agents = [{ threadId: item.agent_thread_id, path: item.agent_path }];
    return { ...about, status: "completed", action: ACTIVITIES[item.kind], agents };
  }
  const agents = item.receiver_thread_ids.map((threadId): SubAgent => {
    const known = item.receiver_agents.find(({ thread_id }) => thread_id === threadId);
    return {
      threadId,
      nickname: known?.agent_nickname,
      role: known?.agent_role,
      ...stateOf(Object.hasOwn(item.agents_states, threadId) ? item.agents_states[threadId] : undefined),
    };
  });
  return {
    ...about,
    status: statusOf(item.status),
    action: ACTIONS.get(item.tool) ?? "wait",
    agents,
    prompt: item.prompt,
  };
}

const ACTIVITIES: Readonly<Record<z.infer<typeof SubAgentActivitySchema>["kind"], SubAgentCall["action"]>> = {
  started: "spawn",
  interacted: "send",
  interrupted: "interrupt",
  completed: "finish",
};

const ACTIONS: ReadonlyMap<string, SubAgentCall["action"]> = new Map([
  ["spawn_agent", "spawn"],
  ["send_input", "send"],
  ["resume_agent", "resume"],
  ["wait", "wait"],
  ["interrupt_agent", "interrupt"],
  ["close_agent", "close"],
  ["list_agents", "list"],
]);

const STATES: ReadonlyMap<string, NonNullable<SubAgent["status"]>> = new Map([
  ["pending_init", "starting"],
  ["running", "running"],
  ["interrupted", "interrupted"],
  ["shutdown", "closed"],
  ["not_found", "not-found"],
]);

function stateOf(state: AgentState | undefined): Pick<SubAgent, "status" | "message"> {
  if (state === undefined) return {};
  if (typeof state === "string") return { status: STATES.get(state) };
  return "completed" in state
    ? { status: "completed", message: state.completed ?? undefined }
    : { status: "failed", message: state.errored };
}

function statusOf(status: string): ItemStatus {
  return status === "completed" || status === "failed" ? status : "interrupted";
}
