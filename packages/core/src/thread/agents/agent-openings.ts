import { findRole } from "../../agents/built-in-roles.js";
import type { AgentRoles } from "../../agents/load-agent-roles.js";
import { errorMessage } from "../../error.js";
import type { AgentInfo, AgentPlace, Agents, Refusal, SpawnRequest } from "../../session/agents.js";
import type { Turn } from "../../session/turn.js";
import { adoptAgent } from "./adopt-agent.js";
import type { Agent } from "./agent.js";
import type { AgentLimits } from "./agent-limits.js";
import type { AgentRoster } from "./agent-roster.js";
import { unusableModel } from "./model-choice.js";
import { type AgentOpener, firstInput, openAgent } from "./open-agent.js";
import { refusal } from "./refusal.js";

export interface AgentOpeningsOptions extends Pick<AgentRoles, "roles">, Pick<AgentOpener, "openThread" | "onAgent"> {
  readonly areNamed: boolean;
  readonly roster: AgentRoster;
  readonly limits: AgentLimits;
  /** Returns the subagents from the point of view of one of them. */
  readonly agentsOf: (threadId: string, place: AgentPlace) => Agents;
  /** Called when a subagent has used tokens. */
  readonly onUsage: () => void;
}

/** A requested subagent and its position. */
export interface WantedAgent {
  readonly request: SpawnRequest;
  readonly depth: number;
  /** The parent's path. */
  readonly parentPath: string;
}

/** Opens the subagents of a session: new ones, closed ones, and those of earlier processes. */
export class AgentOpenings {
  readonly #options: AgentOpeningsOptions;
  /** Paths of subagents that are being opened. */
  readonly #paths = new Set<string>();

  constructor(options: AgentOpeningsOptions) {
    this.#options = options;
  }

  async spawn(parent: Turn, { request, depth, parentPath }: WantedAgent): Promise<AgentInfo | Refusal> {
    const { roles, roster, limits } = this.#options;
    const role = findRole(roles, request.role);
    if (request.role !== undefined && role === undefined) return refusal(`there is no role ${request.role}`);
    const unusable = unusableModel(parent.session.config, parent.context.model, request);
    if (unusable !== undefined) return refusal(unusable);
    const { taskName } = request;
    const path = taskName === undefined ? undefined : `${parentPath}/${taskName}`;
    if (path !== undefined && (this.#paths.has(path) || roster.at(path) !== undefined))
      return refusal(`there is already a subagent ${path}`);
    using _path = this.#reservePath(path);
    const place = await limits.reserve();
    if ("refusal" in place) return place;
    using _place = place;
    try {
      const wanted = { request, role, depth, path, parentPath };
      const agent = await openAgent(parent, wanted, this.#opener());
      roster.add(agent);
      await agent.start(firstInput(wanted), parent);
      return { ...agent.info, status: { type: "starting" } };
    } catch (error) {
      return refusal(`the subagent could not be started: ${errorMessage(error)}`);
    }
  }

  /** Returns the open subagent. Reopens a named one, which can only have been closed to make room or by the end of its process. */
  async awake(id: string, turn: Turn): Promise<Agent | Refusal> {
    const agent = this.#options.roster.get(id);
    if (agent === undefined) return this.#adopt(id, turn);
    if (agent.isOpen) return agent;
    if (!this.#options.areNamed) return refusal(`the subagent ${id} is closed: resume it first`);
    return this.#reopen(agent);
  }

  /** Reopens a subagent that was closed, or that the thread had in an earlier process. */
  async resume(id: string, turn: Turn): Promise<Agent | Refusal> {
    const known = this.#options.roster.get(id);
    return known === undefined ? this.#adopt(id, turn) : this.#reopen(known);
  }

  /** Opens a subagent of an earlier process. */
  async #adopt(id: string, turn: Turn): Promise<Agent | Refusal> {
    const { limits, roles, roster } = this.#options;
    const place = await limits.reserve();
    if ("refusal" in place) return place;
    using _place = place;
    try {
      const agent = await adoptAgent(turn, id, { roles, opener: this.#opener() });
      if (agent === undefined) return refusal(this.#absence(id));
      roster.add(agent);
      return agent;
    } catch (error) {
      return refusal(`the subagent ${id} cannot be opened again: ${errorMessage(error)}`);
    }
  }

  #absence(id: string): string {
    const path = this.#options.roster.earlier(id)?.path;
    if (path === undefined) return `there is no subagent ${id}`;
    return `${path} was opened by another subagent in an earlier session: ask that one`;
  }

  async #reopen(agent: Agent): Promise<Agent | Refusal> {
    if (agent.isOpen) return agent;
    const { rolloutPath } = agent.thread;
    if (rolloutPath === undefined) return refusal(`the subagent ${agent.id} was not saved`);
    const reserved = await this.#options.limits.reserve();
    if ("refusal" in reserved) return reserved;
    using _reserved = reserved;
    const { config } = agent;
    const { place } = agent.options;
    try {
      const thread = await this.#options.openThread(config, {
        agent: place,
        agents: (threadId) => this.#options.agentsOf(threadId, place),
        resumePath: rolloutPath,
      });
      this.#options.onAgent?.({ thread, parentId: place.parentId, config });
      agent.reopen(thread);
      return agent;
    } catch (error) {
      return refusal(`the subagent ${agent.id} cannot be opened again: ${errorMessage(error)}`);
    }
  }

  /** Reserves the path while its subagent is being opened. */
  #reservePath(path: string | undefined): Disposable | undefined {
    if (path === undefined) return undefined;
    this.#paths.add(path);
    return { [Symbol.dispose]: () => void this.#paths.delete(path) };
  }

  #opener(): AgentOpener {
    const { openThread, onAgent, agentsOf, onUsage, roster } = this.#options;
    return {
      openThread,
      onAgent,
      agentsOf,
      onUsage,
      takenNicknames: new Set(roster.all.map(({ info }) => info.nickname)),
    };
  }
}
