import type { AgentInfo, Agents } from "../../../session/agents.js";
import type { Turn } from "../../../session/turn.js";

/** Where a tool works with helpers that go by their paths: the turn that calls it, and its own path. */
export interface CollaborationCall {
  readonly turn: Turn;
  readonly agents: Agents;
  /** Of the thread that calls. */
  readonly path: string;
}

/** A path as the model may name it: whole, or from its own on. */
export function pathOf(target: string, { path }: CollaborationCall): string {
  return target.startsWith("/") ? target : `${path}/${target}`;
}

/** The session's own thread. */
export const isRoot = (path: string): boolean => !path.slice(1).includes("/");

/** The helper of that name, or what to tell the model in its place. */
export async function namedHelper(target: string, call: CollaborationCall): Promise<AgentInfo | string> {
  await call.agents.recall();
  const path = pathOf(target, call);
  if (isRoot(path)) return `${path} is no helper: it is the session's own thread`;
  return call.agents.list().find((agent) => agent.path === path) ?? `there is no helper ${path}`;
}
