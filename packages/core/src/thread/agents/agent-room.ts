import { isAtRest } from "../../agents/agent-status.js";
import type { AgentsConfig } from "../../config/agents-toml.js";
import type { Refusal } from "../../session/agents.js";
import type { Agent } from "./agent.js";

export interface AgentRoomOptions {
  readonly limits: AgentsConfig;
  readonly agents: () => Iterable<Agent>;
  /** Closes one that rests, where another one needs its place; undefined where only the model closes them. */
  readonly close: ((agent: Agent) => Promise<void>) | undefined;
}

/** How many helpers of a session may be open, and how many tokens they may take together. */
export class AgentRoom {
  readonly #options: AgentRoomOptions;
  /** Places of helpers that are being opened. */
  #opening = 0;

  constructor(options: AgentRoomOptions) {
    this.#options = options;
  }

  /** A place for one more, held until it is disposed of: by then the helper is open, or is not to be. */
  async take(): Promise<Disposable | Refusal> {
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
    return { refusal: `${others() + 1} helpers are open, and no more may be (agents.max_threads)` };
  }

  /** Why they may do nothing more, if so. */
  tokensUsedUp(): string | undefined {
    const { maxTokens } = this.#options.limits;
    if (maxTokens === undefined) return undefined;
    const taken = [...this.#options.agents()].reduce((sum, { tokens }) => sum + tokens, 0);
    return taken < maxTokens
      ? undefined
      : `the ${maxTokens} tokens that helpers may take are used up (agents.max_tokens)`;
  }

  #open(): Agent[] {
    return [...this.#options.agents()].filter((agent) => agent.isOpen);
  }

  /** Not one that others work for. */
  #longestResting(): Agent | undefined {
    const open = this.#open();
    const hasHelpers = ({ id }: Agent) => open.some(({ parts }) => parts.place.parentId === id);
    return open
      .filter((agent) => isAtRest(agent.info.status) && !hasHelpers(agent))
      .sort((one, other) => one.restedAt - other.restedAt)[0];
  }
}
