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

export interface AgentParts {
  readonly thread: Thread;
  readonly config: Config;
  readonly place: AgentPlace;
  readonly ask: Ask | undefined;
  readonly maxRuntimeMs: number | undefined;
  /** Called when it rests after it worked. */
  readonly onRest: (agent: Agent, turnId: string) => void;
  readonly onUsage: (agent: Agent) => void;
}

/** One helper: its thread, and how far it has come. */
export class Agent {
  readonly parts: AgentParts;
  #thread: Thread;
  #config: Config;
  #status: AgentStatus = { type: "starting" };
  #usage: TokenUsage = NO_TOKENS;
  #restedAt = 0;
  /** Why it was stopped, where it was not the user. */
  #stopReason: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #subscription: Disposable;
  readonly #waiting = new Set<() => void>();

  constructor(parts: AgentParts) {
    this.parts = parts;
    this.#thread = parts.thread;
    this.#config = parts.config;
    this.#subscription = this.#watch(parts.thread);
  }

  get id(): string {
    return this.#thread.id;
  }

  get info(): AgentInfo {
    const { nickname, path, role } = this.parts.place;
    const { model, effort, sandboxPolicy } = this.#thread.settings;
    return { threadId: this.id, nickname, path, role, model, effort, sandboxPolicy, status: this.#status };
  }

  get isOpen(): boolean {
    return this.#status.type !== "closed";
  }

  get thread(): Thread {
    return this.#thread;
  }

  /** That of its thread, whenever it is opened. */
  get config(): Config {
    return this.#config;
  }

  /** Has other MCP servers from now on. */
  async changeServers({ mcpServers, mcpPolicies }: McpSettings): Promise<void> {
    this.#config = { ...this.#config, mcpServers, mcpPolicies };
    if (this.isOpen) await this.#thread.changeServers({ mcpServers, mcpPolicies });
  }

  /** Tokens that it has taken. */
  get tokens(): number {
    return this.#usage.totalTokens;
  }

  /** When it last came to rest, in milliseconds since 1970. */
  get restedAt(): number {
    return this.#restedAt;
  }

  /** Gives it something to do for the turn, with what it does or on its own. */
  async start(input: readonly UserInput[], { running }: Turn): Promise<TurnInfo> {
    // All that helpers do counts for a turn of the session's own thread.
    const rootTurnId = running.info.rootTurnId ?? running.id;
    return this.#thread.start(input, { ask: this.parts.ask, rootTurnId });
  }

  interrupt(): Promise<boolean> {
    return this.#thread.interrupt();
  }

  /** Stops it for good reason; it counts as failed. */
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

  /** It was closed, and goes on in `thread`. */
  reopen(thread: Thread): void {
    this.#thread = thread;
    this.#subscription = this.#watch(thread);
    this.#change({ type: "starting" });
  }

  /** Calls back when its status changes. */
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
        this.parts.onUsage(this);
        return;
      case "turn-ended":
        this.#clearTimer();
        this.#restedAt = Date.now();
        this.#change(this.#statusAfter(event.turn));
        this.parts.onRest(this, event.turn.id);
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
    const { maxRuntimeMs } = this.parts;
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
