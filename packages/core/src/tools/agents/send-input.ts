import * as z from "zod/mini";
import { functionTool } from "../function-tool.js";
import type { Tool } from "../tool.js";
import { type AgentCall, badId, missingAgent, namedAgent, shownAgent, tooWideForPlan } from "./agent-call.js";
import { agentInput, agentInputShape } from "./agent-input.js";

const ArgumentsSchema = z.object({
  ...agentInputShape,
  target: z.string(),
  interrupt: z.nullish(z.boolean()),
});

/** `send_input`: gives a subagent more input. Returns the id of the turn that handles it to the model. */
export function sendInputTool({ turn, agents }: AgentCall): Tool {
  return functionTool({
    names: ["send_input"],
    spec: () => undefined,
    arguments: ArgumentsSchema,
    async run(args, { callId, running }) {
      const said = agentInput(args);
      if (!said.ok) return said.message;
      const { target, interrupt } = args;
      const unusable = badId(target);
      if (unusable !== undefined) return unusable;
      const before = agents.find(target);
      const tooWide = tooWideForPlan(turn, before);
      if (tooWide !== undefined) return tooWide;
      const { input, prompt } = said;
      using item = running.item("sub-agent", { action: "send", callId, agents: [namedAgent(agents, target)], prompt });
      const shown = before === undefined ? missingAgent(target) : shownAgent(before);
      const sent = await agents.send(target, input, { interrupt: interrupt ?? false, turn });
      running.throwIfInterrupted();
      if (typeof sent !== "string") {
        item.end({ status: "failed", agents: [shown], error: sent.refusal });
        return sent.refusal;
      }
      const wasStopped = interrupt === true && shown.status === "running";
      item.end({ status: "completed", agents: [wasStopped ? { ...shown, status: "interrupted" } : shown] });
      return JSON.stringify({ submission_id: sent });
    },
  });
}
