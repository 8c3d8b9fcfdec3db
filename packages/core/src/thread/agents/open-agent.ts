import type { AgentRole } from "../../agents/agent-role.js";
import type { Config } from "../../config/config.js";
import type { Ask } from "../../items/question.js";
import type { UserInput } from "../../items/user-input.js";
import type { AgentPlace, Agents, SpawnRequest } from "../../session/agents.js";
import type { Session } from "../../session/session.js";
import type { Turn } from "../../session/turn.js";
import { shownAgent } from "../../tools/agents/agent-call.js";
import type { Thread } from "../thread.js";
import type { NewAgentOptions } from "../thread-manager.js";
import { Agent, type AgentParts } from "./agent.js";
import { agentConfig } from "./agent-config.js";
import { finalAnswer, forkedItems, introduction, mailItem, restNotification, taskText } from "./agent-messages.js";
import { askForAgent } from "./ask-for-agent.js";
import { freeNickname } from "./nicknames.js";

/** A helper that has nothing to do yet. */
export interface OpenedAgent {
  readonly thread: Thread;
  /** The thread that it works for. */
  readonly parentId: string;
  readonly config: Config;
}

/** Told of each helper; gives who answers for its turns, in place of who answers for the turn that started it. */
export type OnAgent = (opened: OpenedAgent) => Ask | undefined;

/** What it takes to open helpers. */
export interface AgentOpener {
  readonly openThread: (config: Config, options: NewAgentOptions) => Promise<Thread>;
  readonly onAgent: OnAgent | undefined;
  readonly agentsOf: (threadId: string, place: AgentPlace) => Agents;
  readonly takenNicknames: ReadonlySet<string>;
  /** Called when one has taken tokens. */
  readonly onUsage: () => void;
}

/** A helper that is to be, and where it is to stand. */
export interface NewAgent {
  readonly request: SpawnRequest;
  readonly role: AgentRole | undefined;
  readonly depth: number;
  /** Undefined where helpers go by their ids. */
  readonly path: string | undefined;
  /** The path of the thread that it works for. */
  readonly parentPath: string;
}

/** Opens a helper of the thread whose turn this is; it knows what it is to know, and has nothing to do yet. */
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
  const known = [...forkedItems(session.history.items, request.forks), ...introduced];
  if (known.length > 0) await thread.inject(known);
  return agentOn(turn, { thread, config, place, parentPath }, opener);
}

/** A helper in its thread, as it works for the thread whose turn this is. */
export function agentOn(
  { session, running }: Turn,
  { thread, config, place, parentPath }: Pick<AgentParts, "thread" | "config" | "place"> & { parentPath: string },
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

/** What a helper is given to do first. */
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

/** What a helper's place says of the thread that it works for. */
export function workingFor(session: Session): Pick<AgentPlace, "parentId" | "parentPath" | "rootId"> {
  return {
    parentId: session.id,
    parentPath: session.recorder?.path,
    rootId: session.agentPlace?.rootId ?? session.id,
  };
}

/** Tells the thread that it works for that it is done with what it did. */
function reportToParent(
  { id, info }: Agent,
  { session, turnId, parentPath }: { session: Session; turnId: string; parentPath: string },
): void {
  const { path, status } = info;
  if (path === undefined) return session.tell([restNotification(id, status)]);
  const text = finalAnswer(status);
  if (text === undefined) return;
  session.tell([mailItem("FINAL_ANSWER", { from: path, to: parentPath, text })]);
  const { current } = session.turns;
  if (status.type !== "completed" || current === undefined || current.signal.aborted) return;
  // The id is codex's own.
  const callId = `subagent-completed-${turnId}`;
  current.item("sub-agent", { action: "finish", callId, agents: [shownAgent(info)] }).complete();
}
