import type { AgentRole } from "../../agents/agent-role.js";
import type { Config } from "../../config/config.js";
import type { UserInput } from "../../items/user-input.js";
import type { AgentPlace, Agents, SpawnRequest } from "../../session/agents.js";
import type { Session } from "../../session/session.js";
import type { Turn } from "../../session/turn.js";
import { shownAgent } from "../../tools/agents/agent-call.js";
import type { NewAgentOptions, OnAgent } from "../new-thread-options.js";
import type { Thread } from "../thread.js";
import { Agent, type AgentOptions } from "./agent.js";
import { agentConfig } from "./agent-config.js";
import { finalAnswer, forkedItems, introduction, mailItem, restNotification, taskText } from "./agent-messages.js";
import { askForAgent } from "./ask-for-agent.js";
import { freeNickname } from "./nicknames.js";

/** The dependencies for opening subagents. */
export interface AgentOpener {
  readonly openThread: (config: Config, options: NewAgentOptions) => Promise<Thread>;
  readonly onAgent: OnAgent | undefined;
  readonly agentsOf: (threadId: string, place: AgentPlace) => Agents;
  readonly takenNicknames: ReadonlySet<string>;
  /** Called when a subagent has used tokens. */
  readonly onUsage: () => void;
}

/** A subagent to open, and its position. */
export interface NewAgent {
  readonly request: SpawnRequest;
  readonly role: AgentRole | undefined;
  readonly depth: number;
  /** Undefined if subagents are identified by id. */
  readonly path: string | undefined;
  /** The parent's path. */
  readonly parentPath: string;
}

/** Opens a subagent for the turn's thread, with its part of the conversation but no task yet. */
export async function openAgent(turn: Turn, agent: NewAgent, opener: AgentOpener): Promise<Agent> {
  const { session, context } = turn;
  const { request, role, path, parentPath } = agent;
  const config = agentConfig(session.config, context, { role, request });
  const place = placeOf(agent, session, opener.takenNicknames);
  const thread = await opener.openThread(config, {
    agent: place,
    agents: (id) => opener.agentsOf(id, place),
    ephemeral: session.recorder === undefined,
  });
  const introduced = path === undefined ? [] : [introduction(path, parentPath)];
  const known = [
    ...forkedItems(session.history.items, request.forks, { withCalls: path !== undefined }),
    ...introduced,
  ];
  if (known.length > 0) await thread.inject(known);
  return agentOn(turn, { thread, config, place, parentPath }, opener);
}

/** Wraps a thread as a subagent of the turn's thread. */
export function agentOn(
  { session, running }: Turn,
  { thread, config, place, parentPath }: Pick<AgentOptions, "thread" | "config" | "place"> & { parentPath: string },
  opener: AgentOpener,
): Agent {
  const about = { threadId: thread.id, nickname: place.nickname, role: place.role };
  return new Agent({
    thread,
    config,
    place,
    ask: opener.onAgent?.({ thread, parentId: session.id, config }) ?? askForAgent(about, session, running.answerer),
    maxRuntimeMs: config.agents.maxRuntimeMs,
    onRest: (rested, turnId) => reportToParent(rested, { session, turnId, parentPath }),
    onUsage: opener.onUsage,
  });
}

/** The first input of a subagent. */
export function firstInput({ request, path, parentPath }: NewAgent): readonly UserInput[] {
  if (path === undefined) return request.input;
  return request.input.map((part) =>
    part.type === "text" ? { ...part, text: taskText({ from: parentPath, to: path, text: part.text }) } : part,
  );
}

function placeOf({ request, role, depth, path }: NewAgent, session: Session, taken: ReadonlySet<string>): AgentPlace {
  return {
    nickname: request.taskName ?? freeNickname(role?.nicknames ?? [], taken),
    path,
    role: role?.name,
    depth,
    ...workingFor(session),
  };
}

/** The fields of a subagent's place that describe its parent. */
export function workingFor(session: Session): Pick<AgentPlace, "parentId" | "parentPath" | "rootId"> {
  return {
    parentId: session.id,
    parentPath: session.recorder?.path,
    rootId: session.agentPlace?.rootId ?? session.id,
  };
}

/** Reports to the parent that the subagent has finished its task. */
function reportToParent(
  { id, info }: Agent,
  { session, turnId, parentPath }: { session: Session; turnId: string; parentPath: string },
): void {
  const { path, status } = info;
  if (path === undefined) return session.pendingItems.add([restNotification(id, status)]);
  const text = finalAnswer(status);
  if (text === undefined) return;
  session.pendingItems.add([mailItem("FINAL_ANSWER", { from: path, to: parentPath, text })]);
  const { current } = session.turns;
  if (status.type !== "completed" || current === undefined || current.signal.aborted) return;
  // The call id has codex's own format.
  const callId = `subagent-completed-${turnId}`;
  current.item("sub-agent", { action: "finish", callId, agents: [shownAgent(info)] }).complete();
}
