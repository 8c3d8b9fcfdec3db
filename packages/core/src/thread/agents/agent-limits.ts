import { isAtRest } from "../../agents/agent-status.js";
import type { AgentsConfig } from "../../config/toml/agents-toml.js";
import type { Refusal } from "../../session/agents.js";
import type { Agent } from "./agent.js";

export interface AgentLimitsOptions {
  readonly limits: AgentsConfig;
  readonly agents: () => Iterable<Agent>;
  /** Closes a subagent at rest to make room; undefined if only the model closes subagents. */
  readonly close: ((agent: Agent) => Promise<void>) | undefined;
}

/** Limits a session's number of open subagents and the tokens that they use together. */
export class AgentLimits {
  readonly #options: AgentLimitsOptions;
  /** The number of subagents being opened. */
  #opening = 0;

  constructor(options: AgentLimitsOptions) {
    this.#options = options;
  }

  /** Reserves a place for one more, until disposed: by then the subagent is open or will not be. */
  async reserve(): Promise<Disposable | Refusal> {
    const usedUp = this.tokensUsedUp();
    if (usedUp !== undefined) return { refusal: usedUp };
    this.#opening += 1;
    let isHeld = true;
    const release = () => {
      if (isHeld) this.#opening -= 1;
      isHeld = false;
    };
    const { maxThreads } = this.#options.limits;
    const others = () => this.#open().length + this.#opening - 1;
    const resting = this.#longestResting();
    if (others() >= maxThreads && resting !== undefined) await this.#options.close?.(resting);
    if (others() < maxThreads) return { [Symbol.dispose]: release };
    release();
    return { refusal: `${others() + 1} subagents are open, and no more may be (agents.max_threads)` };
  }

  /** Why the subagents may not continue, if their tokens are used up. */
  tokensUsedUp(): string | undefined {
    const { maxTokens } = this.#options.limits;
    if (maxTokens === undefined) return undefined;
    const taken = [...this.#options.agents()].reduce((sum, { tokens }) => sum + tokens, 0);
    return taken < maxTokens
      ? undefined
      : `the ${maxTokens} tokens that subagents may take are used up (agents.max_tokens)`;
  }

  #open(): Agent[] {
    return [...this.#options.agents()].filter((agent) => agent.isOpen);
  }

  /** Skips subagents that have subagents of their own. */
  #longestResting(): Agent | undefined {
    const open = this.#open();
    const hasSubagents = ({ id }: Agent) => open.some(({ options }) => options.place.parentId === id);
    return open
      .filter((agent) => isAtRest(agent.info.status) && !hasSubagents(agent))
      .sort((one, other) => one.restedAt - other.restedAt)[0];
  }
}
