import * as z from "zod/mini";
import { statusForModel } from "../../agents/agent-status.js";
import { functionTool } from "../function-tool.js";
import type { Tool, ToolContext } from "../tool.js";
import { type AgentCall, badId, missingAgent, namedAgent, shownAgent } from "./agent-call.js";

/** `close_agent`: closes a subagent. Returns its previous status to the model. */
export function closeAgentTool(place: AgentCall): Tool {
  return functionTool({
    names: ["close_agent"],
    spec: () => undefined,
    leavesFilesAlone: true,
    arguments: z.object({ target: z.string() }),
    run: ({ target: id }, context) => changeAgent(place, context, { id, action: "close", answer: "previous_status" }),
  });
}

/** `resume_agent`: reopens a closed subagent. */
export function resumeAgentTool(place: AgentCall): Tool {
  return functionTool({
    names: ["resume_agent"],
    spec: () => undefined,
    leavesFilesAlone: true,
    arguments: z.object({ id: z.string() }),
    run: ({ id }, context) => changeAgent(place, context, { id, action: "resume", answer: "status" }),
  });
}

async function changeAgent(
  { agents, turn }: AgentCall,
  { callId, running }: ToolContext,
  { id, action, answer }: { readonly id: string; readonly action: "close" | "resume"; readonly answer: string },
): Promise<string> {
  const unusable = badId(id);
  if (unusable !== undefined) return unusable;
  using item = running.item("sub-agent", { action, callId, agents: [namedAgent(agents, id)] });
  const changed = await agents[action](id, turn);
  running.throwIfInterrupted();
  if ("refusal" in changed) {
    item.end({ status: "failed", agents: [missingAgent(id)], error: changed.refusal });
    return changed.refusal;
  }
  item.end({ status: "completed", agents: [shownAgent(changed)] });
  return JSON.stringify({ [answer]: statusForModel(changed.status) });
}
