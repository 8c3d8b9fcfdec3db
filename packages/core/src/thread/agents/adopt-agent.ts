import * as z from "zod/mini";
import type { AgentRole } from "../../agents/agent-role.js";
import type { Turn } from "../../session/turn.js";
import { fileThreadStore } from "../../store/file-thread-store.js";
import type { Agent } from "./agent.js";
import { agentConfig } from "./agent-config.js";
import { type AgentOpener, agentOn } from "./open-agent.js";

const SourceSchema = z.object({
  subagent: z.object({
    thread_spawn: z.object({
      depth: z.int(),
      agent_nickname: z.string(),
      agent_role: z.optional(z.string()),
    }),
  }),
});

/**
 * Opens a helper again that the thread had in an earlier process, as its file says; undefined where there is none of that id, or it
 * is another thread's. It works under the settings of this turn, and under its role's as they are now.
 */
export async function adoptAgent(
  turn: Turn,
  id: string,
  { roles, opener }: { readonly roles: readonly AgentRole[]; readonly opener: AgentOpener },
): Promise<Agent | undefined> {
  const { session, context } = turn;
  const saved = await fileThreadStore(session.config.codexHome)
    .find(id)
    .catch(() => undefined);
  const source = SourceSchema.safeParse(saved?.meta?.source).data;
  if (saved === undefined || source === undefined || saved.meta?.parent_thread_id !== session.id) return undefined;
  const { depth, agent_nickname: nickname, agent_role: roleName } = source.subagent.thread_spawn;
  const role = roles.find(({ name }) => name === roleName);
  const config = agentConfig(session.config, context, { role, request: { model: saved.settings.model } });
  const place = {
    nickname,
    role: role?.name,
    parentId: session.id,
    parentPath: session.recorder?.path,
    rootId: session.agentPlace?.rootId ?? session.id,
    depth,
  };
  const thread = await opener.openThread(config, {
    agent: place,
    agents: (threadId) => opener.agentsOf(threadId, place),
    resumePath: saved.path,
  });
  return agentOn(turn, { thread, config, place, parentPath: "" }, opener);
}
