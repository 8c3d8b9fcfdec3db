import type { AgentRole } from "../agents/agent-role.js";
import { describeRoles } from "../agents/built-in-roles.js";
import type { FunctionToolSpec, JsonSchema } from "../model/tool-spec.js";

/** The namespace of the tools for subagents. */
export const AGENT_TOOLS = "multi_agent_v1";

export const WAIT_LIMITS = { defaultMs: 30_000, minMs: 10_000, maxMs: 3_600_000 } as const;

export const WAIT_TIMEOUT: JsonSchema = {
  type: "number",
  description: `Longest wait in milliseconds: ${WAIT_LIMITS.minMs} to ${WAIT_LIMITS.maxMs}. Default: ${WAIT_LIMITS.defaultMs}`,
};

export const AGENT_TOOLS_ABOUT = "Helpers: threads of their own that work on a task beside you.";

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
  description: "What to say in parts, in place of message",
  items: {
    type: "object",
    properties: {
      type: text("text, image, local_image, skill or mention"),
      text: text("Of a text"),
      image_url: text("Of an image: a data: URL or an address"),
      audio_url: text("Reserved"),
      path: text("Of a local_image, a skill or a mention"),
      name: text("Of a skill or a mention"),
    },
    additionalProperties: false,
  },
};

function spawnAgent(roles: readonly AgentRole[]): FunctionToolSpec {
  const known = describeRoles(roles);
  return agentToolSpec(
    "spawn_agent",
    "Starts a helper that works on a task of its own at the same time as you; gives its agent_id. Use it when the user wants helpers, " +
      "or for separate work that would take you long. Say all that it has to know: what to do, in which files, and what to answer.",
    {
      ...(known !== undefined && { agent_type: text(`The helper's role; none for a plain helper.\n${known}`) }),
      message: text("The task"),
      items: ITEMS,
      fork_context: { type: "boolean", description: "Whether it knows what was said here so far. Default: false" },
      model: text("Another model than yours; leave it out unless the user names one"),
      reasoning_effort: text("How hard it thinks; leave it out to think as you do"),
    },
  );
}

function sendInput(): FunctionToolSpec {
  return agentToolSpec(
    "send_input",
    "Tells a helper more: it joins what the helper does, or is its next task. Helpers stay open for it until they are closed.",
    {
      target: text("The helper's agent_id"),
      message: text("What to tell it"),
      items: ITEMS,
      interrupt: { type: "boolean", description: "Stops what it does first. Default: false" },
    },
    ["target"],
  );
}

function waitAgent(): FunctionToolSpec {
  return agentToolSpec(
    "wait_agent",
    "Waits until one of the helpers is done; gives the status of those that are, with what they said last. Wait only when you have " +
      "nothing else to do: you are told when a helper is done anyway.",
    {
      targets: { type: "array", description: "Their agent_ids", items: { type: "string" } },
      timeout_ms: WAIT_TIMEOUT,
    },
    ["targets"],
  );
}

function closeAgent(): FunctionToolSpec {
  return agentToolSpec(
    "close_agent",
    "Stops a helper and makes room for another one; gives the status that it had. Close those that you need no more.",
    { target: text("The helper's agent_id") },
    ["target"],
  );
}

function resumeAgent(): FunctionToolSpec {
  return agentToolSpec(
    "resume_agent",
    "Opens a helper again that was closed, with all it knew.",
    {
      id: text("The helper's agent_id"),
    },
    ["id"],
  );
}
