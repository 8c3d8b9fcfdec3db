import { isAtRest } from "../../agents/agent-status.js";
import type { AgentInfo, WaitOptions } from "../../session/agents.js";
import { waitUntil } from "../../session/wait-until.js";
import { together } from "../../together.js";
import type { Agent } from "./agent.js";
import { EarlierAgents } from "./earlier-agents.js";

export interface AgentRosterOptions {
  readonly codexHome: string;
  /** Whether helpers go by paths, and not by their ids. */
  readonly areNamed: boolean;
  /** The file that the session goes on with; undefined for a new one. */
  readonly resumePath: string | undefined;
}

/** Which helpers a session has, open or closed, and how far they are; those of earlier processes too, where they have names. */
export class AgentRoster {
  readonly #areNamed: boolean;
  readonly #agents = new Map<string, Agent>();
  readonly #earlier: EarlierAgents;

  constructor({ codexHome, areNamed, resumePath }: AgentRosterOptions) {
    this.#areNamed = areNamed;
    this.#earlier = new EarlierAgents(codexHome, areNamed ? resumePath : undefined);
  }

  /** Those that this process has opened. */
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

  /** One that goes by its id and was closed is not there until it is resumed. */
  reachable(id: string): Agent | undefined {
    const agent = this.#agents.get(id);
    return agent?.isOpen === true || this.#areNamed ? agent : undefined;
  }

  /** Those that work for the thread. */
  helpersOf(threadId: string): Agent[] {
    return this.all.filter(({ parts }) => parts.place.parentId === threadId);
  }

  /** One of an earlier process that has not been opened again. */
  earlier(id: string): AgentInfo | undefined {
    return this.#earlier.find(id);
  }

  /** Looks for those of earlier processes; they are in the list from then on. */
  recall(): Promise<void> {
    return this.#earlier.recall();
  }

  /** In the order of their paths; those that go by their ids, in the order in which they were started. */
  list(): AgentInfo[] {
    return [...this.all.map(({ info }) => info), ...this.#earlier.infos].sort((one, other) =>
      (one.path ?? "").localeCompare(other.path ?? ""),
    );
  }

  at(path: string): AgentInfo | undefined {
    return this.list().find((info) => info.path === path);
  }

  /** Calls back when the status of one of those that are there changes. */
  onChange(listener: () => void): Disposable {
    return together(this.all.map((agent) => agent.onChange(listener)));
  }

  /** Waits until one of them rests; gives those that do. None when the time is over. */
  async wait(ids: readonly string[], options: WaitOptions): Promise<readonly AgentInfo[]> {
    const agents = ids.flatMap((id) => this.reachable(id) ?? []);
    const resting = () => agents.map(({ info }) => info).filter(({ status }) => isAtRest(status));
    await waitUntil(() => resting().length > 0, { ...options, onChange: (listener) => this.onChange(listener) });
    return resting();
  }
}
