import * as z from "zod/mini";
import { statusForModel } from "../../../agents/agent-status.js";
import { functionTool } from "../../function-tool.js";
import type { Tool } from "../../tool.js";
import { shownAgent } from "../agent-call.js";
import { type CollaborationCall, namedSubagent } from "./collaboration-call.js";

/** `interrupt_agent`: interrupts a subagent's work. Returns its previous status to the model. */
export function interruptAgentTool(call: CollaborationCall): Tool {
  return functionTool({
    names: ["interrupt_agent"],
    spec: () => undefined,
    leavesFilesAlone: true,
    arguments: z.object({ target: z.string() }),
    async run({ target }, { callId, running }) {
      const agent = await namedSubagent(target, call);
      if (typeof agent === "string") return agent;
      if (agent.path === call.path) return "you cannot interrupt yourself: end your turn instead";
      const stopped = await call.agents.stop(agent.threadId);
      running.throwIfInterrupted();
      if ("refusal" in stopped) return stopped.refusal;
      running.item("sub-agent", { action: "interrupt", callId, agents: [shownAgent(stopped)] }).complete();
      return JSON.stringify({ previous_status: statusForModel(stopped.status) });
    },
  });
}
