import type { AgentRole } from "../agents/agent-role.js";
import { describeRoles } from "../agents/built-in-roles.js";
import type { FunctionToolSpec, JsonSchema } from "../model/tool-spec.js";

/** The namespace of the tools for subagents. */
export const AGENT_TOOLS = "multi_agent_v1";

export const WAIT_LIMITS = { defaultMs: 30_000, minMs: 10_000, maxMs: 3_600_000 } as const;

export const WAIT_TIMEOUT: JsonSchema = {
  type: "number",
  description: `The longest time to wait, in milliseconds, from ${WAIT_LIMITS.minMs} to ${WAIT_LIMITS.maxMs}. Default: ${WAIT_LIMITS.defaultMs}`,
};

export const AGENT_TOOLS_ABOUT = "Tools for subagents: separate threads that work on a task in parallel with you.";

/** Tools to start subagents, send them messages, wait for them and close them. */
export function agentToolSpecs(roles: readonly AgentRole[]): FunctionToolSpec[] {
  return [closeAgent(), resumeAgent(), sendInput(), spawnAgent(roles), waitAgent()];
}

export const text = (description: string): JsonSchema => ({ type: "string", description });

/** Creates a tool in a namespace for subagents. */
export function agentToolSpec(
  name: string,
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): FunctionToolSpec {
  const needed = required.length === 0 ? {} : { required };
  return {
    type: "function",
    name,
    description,
    strict: false,
    parameters: { type: "object", properties, ...needed, additionalProperties: false },
  };
}

const ITEMS: JsonSchema = {
  type: "array",
  description: "The message as a list of parts; use instead of message",
  items: {
    type: "object",
    properties: {
      type: text("text, image, local_image, skill or mention"),
      text: text("The text of a text part"),
      image_url: text("The image of an image part: a data: or https: URL"),
      audio_url: text("Reserved"),
      path: text("The path of a local_image, skill or mention"),
      name: text("The name of a skill or mention"),
    },
    additionalProperties: false,
  },
};

function spawnAgent(roles: readonly AgentRole[]): FunctionToolSpec {
  const known = describeRoles(roles);
  return agentToolSpec(
    "spawn_agent",
    "Starts a subagent that works on a task in parallel with you, and returns its agent_id. Use it when the user asks for subagents, or " +
      "for independent work that would take you long. Put everything it needs into the task: what to do, in which files, and what to report.",
    {
      ...(known !== undefined && { agent_type: text(`The subagent's role. Default: no particular role.\n${known}`) }),
      message: text("The task"),
      items: ITEMS,
      fork_context: { type: "boolean", description: "Whether it sees this conversation so far. Default: false" },
      model: text("Its model. Leave it out, unless the user names one, to use yours"),
      reasoning_effort: text("Its reasoning effort. Leave it out to use yours"),
    },
  );
}

function sendInput(): FunctionToolSpec {
  return agentToolSpec(
    "send_input",
    "Sends a message to a subagent. A working subagent reads it during its current task; for an idle one it is a new task. " +
      "Subagents accept messages until they are closed.",
    {
      target: text("The subagent's agent_id"),
      message: text("The message"),
      items: ITEMS,
      interrupt: { type: "boolean", description: "Whether to stop its current task first. Default: false" },
    },
    ["target"],
  );
}

function waitAgent(): FunctionToolSpec {
  return agentToolSpec(
    "wait_agent",
    "Waits until at least one of the subagents is done, and returns the status and last message of each that is. Call it only when " +
      "you have nothing else to do: you are notified anyway when a subagent is done.",
    {
      targets: { type: "array", description: "The agent_ids of the subagents", items: { type: "string" } },
      timeout_ms: WAIT_TIMEOUT,
    },
    ["targets"],
  );
}

function closeAgent(): FunctionToolSpec {
  return agentToolSpec(
    "close_agent",
    "Stops a subagent, so that another one can be started, and returns its last status. Close subagents that you no longer need.",
    { target: text("The subagent's agent_id") },
    ["target"],
  );
}

function resumeAgent(): FunctionToolSpec {
  return agentToolSpec(
    "resume_agent",
    "Reopens a closed subagent with its whole conversation.",
    {
      id: text("The subagent's agent_id"),
    },
    ["id"],
  );
}
