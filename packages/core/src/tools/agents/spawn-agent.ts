import * as z from "zod/mini";
import { EffortSchema } from "../../model/effort.js";
import { functionTool } from "../function-tool.js";
import type { Tool } from "../tool.js";
import { type AgentCall, shownAgent } from "./agent-call.js";
import { agentInput, agentInputShape } from "./agent-input.js";

const ArgumentsSchema = z.object({
  ...agentInputShape,
  agent_type: z.nullish(z.string()),
  model: z.nullish(z.string()),
  reasoning_effort: z.nullish(EffortSchema),
  fork_context: z.nullish(z.boolean()),
});

/** `spawn_agent`: starts a subagent. Returns its id to the model. */
export function spawnAgentTool({ turn, agents }: AgentCall): Tool {
  return functionTool({
    names: ["spawn_agent"],
    spec: () => undefined,
    arguments: ArgumentsSchema,
    async run(args, { callId, running }) {
      const said = agentInput(args);
      if (!said.ok) return said.message;
      const { agent_type: role, model, reasoning_effort: effort, fork_context: forksContext } = args;
      const { input, prompt } = said;
      using item = running.item("sub-agent", {
        action: "spawn",
        callId,
        agents: [],
        prompt,
        model: model ?? "",
        effort: effort ?? turn.context.effort,
      });
      const spawned = await agents.spawn(turn, {
        input,
        role: role || undefined,
        model: model ?? undefined,
        effort: effort ?? undefined,
        forks: forksContext === true ? "all" : "none",
      });
      running.throwIfInterrupted();
      if ("refusal" in spawned) {
        item.end({ status: "failed", error: spawned.refusal });
        return spawned.refusal;
      }
      item.end({ status: "completed", agents: [shownAgent(spawned)], model: spawned.model, effort: spawned.effort });
      return JSON.stringify({ agent_id: spawned.threadId, nickname: spawned.nickname });
    },
  });
}
