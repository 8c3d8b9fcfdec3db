import type { ToolSpec } from "../../model/tool-spec.js";
import type { Agents } from "../../session/agents.js";
import type { Turn } from "../../session/turn.js";
import { AGENT_TOOLS, AGENT_TOOLS_ABOUT, agentToolSpecs } from "../../specs/agent-tool-specs.js";
import {
  COLLABORATION_TOOLS,
  collaborationToolSpecs,
  collaborationToolsAbout,
} from "../../specs/collaboration-tool-specs.js";
import type { Tool } from "../tool.js";
import { namedForHooks } from "./agent-hook-names.js";
import { closeAgentTool, resumeAgentTool } from "./close-agent.js";
import { interruptAgentTool } from "./collaboration/interrupt-agent.js";
import { listAgentsTool } from "./collaboration/list-agents.js";
import { followupTaskTool, sendMessageTool } from "./collaboration/message-tools.js";
import { spawnNamedAgentTool } from "./collaboration/spawn-agent.js";
import { waitForMailTool } from "./collaboration/wait-agent.js";
import { sendInputTool } from "./send-input.js";
import { spawnAgentTool } from "./spawn-agent.js";
import { waitAgentTool } from "./wait-agent.js";

const BY_ID = [closeAgentTool, resumeAgentTool, sendInputTool, spawnAgentTool, waitAgentTool];
const BY_PATH = [
  followupTaskTool,
  interruptAgentTool,
  listAgentsTool,
  sendMessageTool,
  spawnNamedAgentTool,
  waitForMailTool,
];

/** Finds the subagent tool with this name; undefined if the thread may have no subagents. `namespace` is the call's, if it has one. */
export function findAgentTool(turn: Turn, name: string, namespace: string | undefined): Tool | undefined {
  const agents = allowedAgents(turn);
  if (agents === undefined || (namespace !== undefined && namespace !== groupOf(agents))) return undefined;
  const { path } = agents;
  const tools =
    path === undefined
      ? BY_ID.map((tool) => tool({ turn, agents }))
      : BY_PATH.map((tool) => tool({ turn, agents, path }));
  const tool = tools.find(({ names }) => names.includes(name));
  return tool && namedForHooks(tool, name, groupOf(agents));
}

/** The specs of subagent tools for the model, as one group if the model supports groups. */
export function offeredAgentTools(turn: Turn, { isGrouped }: { readonly isGrouped: boolean }): ToolSpec[] {
  const agents = allowedAgents(turn);
  if (agents === undefined) return [];
  const { path, roles } = agents;
  const tools = path === undefined ? agentToolSpecs(roles) : collaborationToolSpecs(roles);
  const description = path === undefined ? AGENT_TOOLS_ABOUT : collaborationToolsAbout(path);
  return isGrouped ? [{ type: "namespace", name: groupOf(agents), description, tools }] : tools;
}

const groupOf = ({ path }: Agents): string => (path === undefined ? AGENT_TOOLS : COLLABORATION_TOOLS);

function allowedAgents({ session }: Turn): Agents | undefined {
  const { agents } = session.services;
  return agents?.areAllowed === true ? agents : undefined;
}
