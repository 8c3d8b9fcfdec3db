import type { AgentRole } from "../agents/agent-role.js";
import { describeRoles } from "../agents/built-in-roles.js";
import type { FunctionToolSpec } from "../model/tool-spec.js";
import { agentToolSpec, text, WAIT_TIMEOUT } from "./agent-tool-specs.js";

/** The namespace of the tools that address subagents by path. */
export const COLLABORATION_TOOLS = "collaboration";

/** The namespace's description for the model. `path`: the model's own. */
export const collaborationToolsAbout = (path: string): string =>
  `Helpers: threads that work on a task beside you. You are ${path}; a helper that you start as \`tests\` is ${path}/tests. ` +
  "What they answer comes to you by itself.";

/** Tools to start subagents, message them, wait for their messages, interrupt and list them. */
export function collaborationToolSpecs(roles: readonly AgentRole[]): FunctionToolSpec[] {
  return [followupTask(), interruptAgent(), listAgents(), sendMessage(), spawnAgent(roles), waitAgent()];
}

const target = () => text("A helper's name as you gave it, or its whole path");

function spawnAgent(roles: readonly AgentRole[]): FunctionToolSpec {
  const known = describeRoles(roles);
  return agentToolSpec(
    "spawn_agent",
    "Starts a helper that works on a task of its own at the same time as you; gives its path. Use it when the user wants helpers, or " +
      "for separate work that would take you long. It knows what was said here unless fork_turns says otherwise. Its last message comes " +
      "to you.",
    {
      task_name: text("What to call it: lower-case letters, digits and underscores"),
      message: text("The task: what to do, in which files, and what to answer"),
      fork_turns: text("How much of what was said here it knows: all (the default), none, or a number of last turns"),
      ...(known !== undefined && { agent_type: text(`The helper's role; none for a plain helper.\n${known}`) }),
      model: text("Another model than yours; leave it out unless the user names one"),
      reasoning_effort: text("How hard it thinks; leave it out to think as you do"),
    },
    ["task_name", "message"],
  );
}

function sendMessage(): FunctionToolSpec {
  return agentToolSpec(
    "send_message",
    "Tells a helper, or who you work for, something. It is read with what they do next; nobody begins to work because of it.",
    { target: target(), message: text("What to tell") },
    ["target", "message"],
  );
}

function followupTask(): FunctionToolSpec {
  return agentToolSpec(
    "followup_task",
    "Gives a helper another task: at once when it rests, else it joins what it does.",
    { target: target(), message: text("The task") },
    ["target", "message"],
  );
}

function waitAgent(): FunctionToolSpec {
  return agentToolSpec(
    "wait_agent",
    "Waits until somebody writes to you, such as a helper that is done. What was written follows the answer. Wait only when you have " +
      "nothing else to do.",
    { timeout_ms: WAIT_TIMEOUT },
  );
}

function interruptAgent(): FunctionToolSpec {
  return agentToolSpec(
    "interrupt_agent",
    "Stops what a helper does; gives how far it was. It stays, and can be given another task.",
    { target: target() },
    ["target"],
  );
}

function listAgents(): FunctionToolSpec {
  return agentToolSpec("list_agents", "All helpers of the session, and how far they are.", {
    path_prefix: text("Only those at or below this path"),
  });
}
