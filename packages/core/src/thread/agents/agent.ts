import { type AgentStatus, isAtRest, statusAfter } from "../../agents/agent-status.js";
import type { Config, McpSettings } from "../../config/config.js";
import type { Ask } from "../../items/question.js";
import type { ThreadEvent } from "../../items/thread-event.js";
import { NO_TOKENS, type TokenUsage } from "../../items/token-usage.js";
import type { TurnInfo } from "../../items/turn.js";
import type { UserInput } from "../../items/user-input.js";
import type { AgentInfo, AgentPlace } from "../../session/agents.js";
import type { Turn } from "../../session/turn.js";
import type { Thread } from "../thread.js";

export interface AgentOptions {
  readonly thread: Thread;
  readonly config: Config;
  readonly place: AgentPlace;
  readonly ask: Ask | undefined;
  readonly maxRuntimeMs: number | undefined;
  /** Called when it comes to rest after working. */
  readonly onRest: (agent: Agent, turnId: string) => void;
  readonly onUsage: (agent: Agent) => void;
}

/** One subagent: its thread and its status. */
export class Agent {
  readonly options: AgentOptions;
  #thread: Thread;
  #config: Config;
  #status: AgentStatus = { type: "starting" };
  #usage: TokenUsage = NO_TOKENS;
  #restedAt = 0;
  /** Why it was stopped, unless the user stopped it. */
  #stopReason: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #subscription: Disposable;
  readonly #waiting = new Set<() => void>();

  constructor(options: AgentOptions) {
    this.options = options;
    this.#thread = options.thread;
    this.#config = options.config;
    this.#subscription = this.#watch(options.thread);
  }

  get id(): string {
    return this.#thread.id;
  }

  get info(): AgentInfo {
    const { nickname, path, role } = this.options.place;
    const { model, effort, sandboxPolicy } = this.#thread.settings;
    return { threadId: this.id, nickname, path, role, model, effort, sandboxPolicy, status: this.#status };
  }

  get isOpen(): boolean {
    return this.#status.type !== "closed";
  }

  get thread(): Thread {
    return this.#thread;
  }

  /** The configuration of its thread, each time it is opened. */
  get config(): Config {
    return this.#config;
  }

  /** Replaces its MCP servers. */
  async changeServers({ mcpServers, mcpPolicies }: McpSettings): Promise<void> {
    this.#config = { ...this.#config, mcpServers, mcpPolicies };
    if (this.isOpen) await this.#thread.changeServers({ mcpServers, mcpPolicies });
  }

  /** The tokens that it has used. */
  get tokens(): number {
    return this.#usage.totalTokens;
  }

  /** When it last came to rest, in milliseconds since 1970. */
  get restedAt(): number {
    return this.#restedAt;
  }

  /** Gives it input: joins its running turn or starts one. */
  async start(input: readonly UserInput[], { running }: Turn): Promise<TurnInfo> {
    // All work of subagents counts towards a turn of the main thread.
    const rootTurnId = running.info.rootTurnId ?? running.id;
    return this.#thread.start(input, { ask: this.options.ask, rootTurnId });
  }

  interrupt(): Promise<boolean> {
    return this.#thread.interrupt();
  }

  /** Stops it for the given reason, which counts as a failure. */
  async stop(reason: string): Promise<void> {
    if (isAtRest(this.#status)) return;
    this.#stopReason = reason;
    await this.#thread.interrupt();
  }

  async close(): Promise<void> {
    this.#clearTimer();
    this.#subscription[Symbol.dispose]();
    this.#change({ type: "closed" });
    await this.#thread.close();
  }

  /** Continues in `thread` after it was closed. */
  reopen(thread: Thread): void {
    this.#thread = thread;
    this.#subscription = this.#watch(thread);
    this.#change({ type: "starting" });
  }

  /** Calls the listener when its status changes. */
  onChange(listener: () => void): Disposable {
    this.#waiting.add(listener);
    return { [Symbol.dispose]: () => this.#waiting.delete(listener) };
  }

  #watch(thread: Thread): Disposable {
    return thread.observe({ onEvent: (event) => this.#onEvent(event) });
  }

  #onEvent(event: ThreadEvent): void {
    switch (event.type) {
      case "turn-started":
        this.#startTimer();
        this.#change({ type: "running" });
        return;
      case "usage":
        this.#usage = event.total;
        this.options.onUsage(this);
        return;
      case "turn-ended":
        this.#clearTimer();
        this.#restedAt = Date.now();
        this.#change(this.#statusAfter(event.turn));
        this.options.onRest(this, event.turn.id);
        return;
      default:
    }
  }

  #statusAfter(turn: TurnInfo): AgentStatus {
    const reason = this.#stopReason;
    this.#stopReason = undefined;
    return statusAfter(turn, reason);
  }

  #change(status: AgentStatus): void {
    this.#status = status;
    for (const listener of [...this.#waiting]) listener();
  }

  #startTimer(): void {
    const { maxRuntimeMs } = this.options;
    if (maxRuntimeMs === undefined) return;
    this.#clearTimer();
    const reason = `it was stopped after ${maxRuntimeMs / 1000} s (agents.job_max_runtime_seconds)`;
    this.#timer = setTimeout(() => void this.stop(reason).catch(() => undefined), maxRuntimeMs);
    this.#timer.unref();
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
