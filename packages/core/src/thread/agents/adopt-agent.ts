import type { AgentRole } from "../../agents/agent-role.js";
import { findRole } from "../../agents/built-in-roles.js";
import type { Turn } from "../../session/turn.js";
import type { Agent } from "./agent.js";
import { agentConfig } from "./agent-config.js";
import { type AgentOpener, agentOn, workingFor } from "./open-agent.js";
import { findSavedAgent } from "./saved-agent.js";

/**
 * Reopens a subagent from an earlier process, using its saved file; undefined if there is none with this id or it belongs to another
 * thread. It runs with the settings of the current turn and with its role as configured now.
 */
export async function adoptAgent(
  turn: Turn,
  id: string,
  { roles, opener }: { readonly roles: readonly AgentRole[]; readonly opener: AgentOpener },
): Promise<Agent | undefined> {
  const { session, context } = turn;
  const saved = await findSavedAgent(session.config.codexHome, id);
  if (saved === undefined || saved.parentId !== session.id) return undefined;
  const { nickname, path, depth, rolloutPath } = saved;
  const role = findRole(roles, saved.role);
  const config = agentConfig(session.config, context, { role, request: { model: saved.model } });
  const place = { nickname, path, role: role?.name, depth, ...workingFor(session) };
  const thread = await opener.openThread(config, {
    agent: place,
    agents: (threadId) => opener.agentsOf(threadId, place),
    resumePath: rolloutPath,
  });
  return agentOn(turn, { thread, config, place, parentPath: path === undefined ? "" : parentOf(path) }, opener);
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
