import * as z from "zod/mini";
import { EffortSchema } from "../../../model/effort.js";
import type { Forks } from "../../../session/agents.js";
import { functionTool } from "../../function-tool.js";
import type { Tool } from "../../tool.js";
import { shownAgent } from "../agent-call.js";
import { agentInput } from "../agent-input.js";
import type { CollaborationCall } from "./collaboration-call.js";

const ArgumentsSchema = z.object({
  task_name: z.string(),
  message: z.string(),
  fork_turns: z.nullish(z.string()),
  agent_type: z.nullish(z.string()),
  model: z.nullish(z.string()),
  reasoning_effort: z.nullish(EffortSchema),
});

/** `spawn_agent`: starts a named subagent. Returns its path to the model. */
export function spawnNamedAgentTool({ turn, agents }: CollaborationCall): Tool {
  return functionTool({
    names: ["spawn_agent"],
    spec: () => undefined,
    arguments: ArgumentsSchema,
    async run({ task_name: taskName, message, fork_turns, ...wanted }, { callId, running }) {
      const unusable = badName(taskName);
      if (unusable !== undefined) return unusable;
      const said = agentInput({ message });
      if (!said.ok) return said.message;
      const forks = forksOf(fork_turns ?? "all");
      if (forks === undefined) return "fork_turns must be all, none or a number of turns";
      await agents.recall();
      const effort = wanted.reasoning_effort ?? undefined;
      const spawned = await agents.spawn(turn, {
        input: said.input,
        taskName,
        role: wanted.agent_type || undefined,
        model: wanted.model ?? undefined,
        effort,
        forks,
      });
      running.throwIfInterrupted();
      if ("refusal" in spawned) return spawned.refusal;
      const { model, effort: usedEffort } = spawned;
      const shown = { agents: [shownAgent(spawned)], prompt: said.prompt, model, effort: usedEffort };
      running.item("sub-agent", { action: "spawn", callId, ...shown }).complete();
      return JSON.stringify({ task_name: spawned.path });
    },
  });
}

/** Why the name is not allowed, if it is not. */
function badName(name: string): string | undefined {
  if (!/^[a-z0-9_]+$/.test(name)) return "task_name may have lower-case letters, digits and underscores only";
  return name === "root" ? "task_name root is the session's own" : undefined;
}

function forksOf(turns: string): Forks | undefined {
  if (turns === "all" || turns === "none") return turns;
  return /^[1-9]\d{0,8}$/.test(turns) ? Number(turns) : undefined;
}
