import type { FunctionToolSpec, ToolSpec } from "../../model/tool-spec.js";
import type { Turn } from "../../session/turn.js";
import { AGENT_TOOLS, AGENT_TOOLS_ABOUT, agentToolSpecs } from "../../specs/agent-tool-specs.js";
import type { Tool } from "../tool.js";
import { closeAgentTool, resumeAgentTool } from "./close-agent.js";
import { sendInputTool } from "./send-input.js";
import { spawnAgentTool } from "./spawn-agent.js";
import { waitAgentTool } from "./wait-agent.js";

/** The tools that work with helpers; none where the thread may have no helpers. */
export function agentTools(turn: Turn): readonly Tool[] {
  const { agents } = turn.session.services;
  if (agents === undefined || !agents.areAllowed) return [];
  const place = { turn, agents };
  return [closeAgentTool, resumeAgentTool, sendInputTool, spawnAgentTool, waitAgentTool].map((tool) => tool(place));
}

/** What the model is told of them: one group, for models that know groups. */
export function offeredAgentTools(turn: Turn, { isGrouped }: { readonly isGrouped: boolean }): ToolSpec[] {
  const { agents } = turn.session.services;
  if (agents === undefined || !agents.areAllowed) return [];
  const tools: readonly FunctionToolSpec[] = agentToolSpecs(agents.roles);
  return isGrouped ? [{ type: "namespace", name: AGENT_TOOLS, description: AGENT_TOOLS_ABOUT, tools }] : [...tools];
}
