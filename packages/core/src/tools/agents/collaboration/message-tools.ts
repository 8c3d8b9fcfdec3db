import * as z from "zod/mini";
import { functionTool } from "../../function-tool.js";
import type { Tool, ToolContext } from "../../tool.js";
import { shownAgent, tooWideForPlan } from "../agent-call.js";
import { agentInput } from "../agent-input.js";
import { type CollaborationCall, isRoot, namedSubagent, pathOf } from "./collaboration-call.js";

const ArgumentsSchema = z.object({ target: z.string(), message: z.string() });
type Arguments = z.infer<typeof ArgumentsSchema>;

/** `send_message`: sends a message to a subagent or the main thread, without starting a turn there. */
export function sendMessageTool(call: CollaborationCall): Tool {
  return writingTool("send_message", async ({ target, message }, { callId, running }) => {
    const to = pathOf(target, call);
    const agent = isRoot(to) ? undefined : await namedSubagent(target, call);
    if (typeof agent === "string") return agent;
    const posted = await call.agents.post({ from: call.path, to, text: message }, call.turn);
    running.throwIfInterrupted();
    if (posted !== undefined && "refusal" in posted) return posted.refusal;
    const { path, threadId } = posted ?? call.agents.root();
    running.item("sub-agent", { action: "send", callId, agents: [{ path, threadId }], prompt: message }).complete();
    return "";
  });
}

/** `followup_task`: gives a subagent another task. */
export function followupTaskTool(call: CollaborationCall): Tool {
  return writingTool("followup_task", async ({ target, message }, { callId, running }) => {
    const agent = await namedSubagent(target, call);
    if (typeof agent === "string") return agent;
    const tooWide = tooWideForPlan(call.turn, agent);
    if (tooWide !== undefined) return tooWide;
    const task = { from: call.path, to: pathOf(target, call), text: message };
    const refused = await call.agents.assign(agent.threadId, task, call.turn);
    running.throwIfInterrupted();
    if (refused !== undefined) return refused.refusal;
    running.item("sub-agent", { action: "send", callId, agents: [shownAgent(agent)], prompt: message }).complete();
    return "";
  });
}

function writingTool(name: string, write: (args: Arguments, context: ToolContext) => Promise<string>): Tool {
  return functionTool({
    names: [name],
    spec: () => undefined,
    arguments: ArgumentsSchema,
    run(args, context) {
      const said = agentInput({ message: args.message });
      return said.ok ? write(args, context) : said.message;
    },
  });
}
