import { isAtRest } from "../../agents/agent-status.js";
import { combineDisposables } from "../../combine-disposables.js";
import type { AgentInfo, WaitOptions } from "../../session/agents.js";
import { waitUntil } from "../../session/wait-until.js";
import type { Agent } from "./agent.js";
import { EarlierAgents } from "./earlier-agents.js";

export interface AgentRosterOptions {
  readonly codexHome: string;
  /** Whether subagents are identified by path instead of id. */
  readonly areNamed: boolean;
  /** The rollout that the session continues; undefined for a new session. */
  readonly resumePath: string | undefined;
}

/** A session's subagents, open or closed, with their status. Includes named ones of earlier processes. */
export class AgentRoster {
  readonly #areNamed: boolean;
  readonly #agents = new Map<string, Agent>();
  readonly #earlier: EarlierAgents;

  constructor({ codexHome, areNamed, resumePath }: AgentRosterOptions) {
    this.#areNamed = areNamed;
    this.#earlier = new EarlierAgents(codexHome, areNamed ? resumePath : undefined);
  }

  /** The subagents opened by this process. */
  get all(): readonly Agent[] {
    return [...this.#agents.values()];
  }

  add(agent: Agent): void {
    this.#agents.set(agent.id, agent);
    this.#earlier.delete(agent.id);
  }

  get(id: string): Agent | undefined {
    return this.#agents.get(id);
  }

  /** A closed subagent identified by id is unreachable until it is resumed. */
  reachable(id: string): Agent | undefined {
    const agent = this.#agents.get(id);
    return agent?.isOpen === true || this.#areNamed ? agent : undefined;
  }

  /** The direct children of the thread. */
  subagentsOf(threadId: string): Agent[] {
    return this.all.filter(({ options }) => options.place.parentId === threadId);
  }

  /** A subagent of an earlier process that has not been reopened. */
  earlier(id: string): AgentInfo | undefined {
    return this.#earlier.find(id);
  }

  /** Finds the subagents of earlier processes and adds them to the list. */
  recall(): Promise<void> {
    return this.#earlier.recall();
  }

  /** Sorted by path; subagents identified by id are in the order in which they were started. */
  list(): AgentInfo[] {
    return [...this.all.map(({ info }) => info), ...this.#earlier.infos].sort((one, other) =>
      (one.path ?? "").localeCompare(other.path ?? ""),
    );
  }

  at(path: string): AgentInfo | undefined {
    return this.list().find((info) => info.path === path);
  }

  /** Calls the listener when the status of any open subagent changes. */
  onChange(listener: () => void): Disposable {
    return combineDisposables(this.all.map((agent) => agent.onChange(listener)));
  }

  /** Waits until at least one of them is at rest and returns those that are. Returns none on timeout. */
  async wait(ids: readonly string[], options: WaitOptions): Promise<readonly AgentInfo[]> {
    const agents = ids.flatMap((id) => this.reachable(id) ?? []);
    const resting = () => agents.map(({ info }) => info).filter(({ status }) => isAtRest(status));
    await waitUntil(() => resting().length > 0, { ...options, onChange: (listener) => this.onChange(listener) });
    return resting();
  }
}
