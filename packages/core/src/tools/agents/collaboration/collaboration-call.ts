import type { AgentInfo, Agents } from "../../../session/agents.js";
import type { Turn } from "../../../session/turn.js";

/** The context of a tool for named subagents: the calling turn, and the path of its thread. */
export interface CollaborationCall {
  readonly turn: Turn;
  readonly agents: Agents;
  /** The calling thread's path. */
  readonly path: string;
}

/** Resolves a path that the model gave, absolute or relative to the calling thread. */
export function pathOf(target: string, { path }: CollaborationCall): string {
  return target.startsWith("/") ? target : `${path}/${target}`;
}

/** Whether the path is the main thread's. */
export const isRoot = (path: string): boolean => !path.slice(1).includes("/");

/** Finds a subagent by path; a string is the error message for the model. */
export async function namedSubagent(target: string, call: CollaborationCall): Promise<AgentInfo | string> {
  await call.agents.recall();
  const path = pathOf(target, call);
  if (isRoot(path)) return `${path} is not a subagent: it is the session's own thread`;
  return call.agents.list().find((agent) => agent.path === path) ?? `there is no subagent ${path}`;
}
