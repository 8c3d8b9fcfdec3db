import type { AgentRole } from "../agents/agent-role.js";
import { describeRoles } from "../agents/built-in-roles.js";
import type { FunctionToolSpec } from "../model/tool-spec.js";
import { agentToolSpec, text, WAIT_TIMEOUT } from "./agent-tool-specs.js";

/** The namespace of the tools that address subagents by path. */
export const COLLABORATION_TOOLS = "collaboration";

/** The namespace's description for the model. `path`: the model's own. */
export const collaborationToolsAbout = (path: string): string =>
  `Tools for subagents: separate threads that work on a task in parallel with you. Your path is ${path}; a subagent that you name ` +
  `\`tests\` has the path ${path}/tests. Their answers are delivered to you automatically.`;

/** Tools to start subagents, message them, wait for their messages, interrupt and list them. */
export function collaborationToolSpecs(roles: readonly AgentRole[]): FunctionToolSpec[] {
  return [followupTask(), interruptAgent(), listAgents(), sendMessage(), spawnAgent(roles), waitAgent()];
}

const target = () => text("The task_name of one of your subagents, or any agent's full path");

function spawnAgent(roles: readonly AgentRole[]): FunctionToolSpec {
  const known = describeRoles(roles);
  return agentToolSpec(
    "spawn_agent",
    "Starts a subagent that works on a task in parallel with you, and returns its path. Use it when the user asks for subagents, or for " +
      "independent work that would take you long. It sees this conversation unless you set fork_turns. Its last message is delivered " +
      "to you.",
    {
      task_name: text("Its name: lower-case letters, digits and underscores"),
      message: text("The task: what to do, in which files, and what to report"),
      fork_turns: text(
        "How much of this conversation it sees: all (the default), none, or the number of most recent turns",
      ),
      ...(known !== undefined && { agent_type: text(`The subagent's role. Default: no particular role.\n${known}`) }),
      model: text("Its model. Leave it out, unless the user names one, to use yours"),
      reasoning_effort: text("Its reasoning effort. Leave it out to use yours"),
    },
    ["task_name", "message"],
  );
}

function sendMessage(): FunctionToolSpec {
  return agentToolSpec(
    "send_message",
    "Sends a message to a subagent, or to the agent that you work for. A working agent reads it at its next step; an idle one does not start " +
      "to work because of it.",
    { target: target(), message: text("The message") },
    ["target", "message"],
  );
}

function followupTask(): FunctionToolSpec {
  return agentToolSpec(
    "followup_task",
    "Gives a subagent another task. An idle subagent starts it at once; a working one takes it up during its current task.",
    { target: target(), message: text("The task") },
    ["target", "message"],
  );
}

function waitAgent(): FunctionToolSpec {
  return agentToolSpec(
    "wait_agent",
    "Waits until a message for you arrives, such as the answer of a subagent that is done. The message follows the tool's result. Call it " +
      "only when you have nothing else to do.",
    { timeout_ms: WAIT_TIMEOUT },
  );
}

function interruptAgent(): FunctionToolSpec {
  return agentToolSpec(
    "interrupt_agent",
    "Stops a subagent's current task and returns the status it had. The subagent stays and can be given another task.",
    { target: target() },
    ["target"],
  );
}

function listAgents(): FunctionToolSpec {
  return agentToolSpec("list_agents", "Lists the agents of the session with their status.", {
    path_prefix: text("List only agents at or below this path"),
  });
}
