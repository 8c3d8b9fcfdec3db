import type { ResponseItem } from "@codex/protocol";
import type { Config, McpSettings } from "../config/config.js";
import type { InstructionFiles } from "../context/instruction-files.js";
import { ExecCommandSessions } from "../exec/exec-command-sessions.js";
import { ThreadGoal } from "../goals/thread-goal.js";
import { type CarriedContext, parseCarriedContext } from "../history/carried-context.js";
import { ConversationHistory } from "../history/conversation-history.js";
import type { Notice } from "../items/notice.js";
import type { ThreadEventBody } from "../items/thread-event.js";
import { addTokenUsage, type TokenUsage } from "../items/token-usage.js";
import type { Compaction } from "../rollout/lines/line-encoder.js";
import type { LoadedRollout } from "../rollout/load-rollout.js";
import type { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { CommandRules } from "../rules/command-rules.js";
import { restrictedPaths } from "../safety/restricted-paths.js";
import { SessionRoots } from "../safety/roots/session-roots.js";
import type { GoalStore } from "../store/thread-store.js";
import type { AgentPlace } from "./agents.js";
import { Approvals } from "./approvals.js";
import { Arrivals } from "./arrivals.js";
import { DeniedActions } from "./denied-actions.js";
import { GrantedPermissions } from "./granted-permissions.js";
import { InputQueue } from "./input-queue.js";
import { PendingItems } from "./pending-items.js";
import { ResultFiles } from "./result-files.js";
import type { RunningTurn } from "./running-turn.js";
import type { SessionEvents } from "./session-events.js";
import type { SessionHooks } from "./session-hooks.js";
import type { SessionOptions, SessionServices } from "./session-options.js";
import { storageNotices } from "./storage-notices.js";
import { type RecordOptions, ThreadRecorder } from "./thread-recorder.js";
import type { TurnContext } from "./turn-context.js";
import { runSessionHooks } from "./turn-hooks.js";
import type { TurnRunner } from "./turn-runner.js";

/** The state of one thread: its transcript, its running turn, approvals and listeners. */
export class Session {
  readonly id: string;
  /** Our version. */
  readonly version: string;
  readonly services: SessionServices;
  /** Saves the thread; undefined if it is not saved. */
  recorder: ThreadRecorder | undefined;
  /** Of the folder that the thread works in. */
  userInstructions: string | undefined;
  readonly instructionFiles: InstructionFiles;
  /** The command rules from the user's rules files. */
  readonly rules: CommandRules;
  readonly hooks: SessionHooks;
  readonly events: SessionEvents;
  /** Set if the thread is a subagent. */
  readonly agentPlace: AgentPlace | undefined;
  readonly approvals = new Approvals();
  readonly granted = new GrantedPermissions();
  readonly deniedActions = new DeniedActions();
  /** Folders that commands may write, resolved when the session started. */
  readonly roots: SessionRoots;
  readonly history = new ConversationHistory();
  readonly turns: TurnRunner;
  readonly arrivals = new Arrivals();
  /** The user's input that the model has not seen yet. */
  readonly inputs = new InputQueue(
    () => this.recorder,
    () => this.arrivals.announce(),
  );
  readonly pendingItems = new PendingItems(() => this.arrivals.announce());
  /** What it works towards over several turns; undefined if it cannot have a goal. */
  readonly goal: ThreadGoal | undefined;
  /** Results of tools that are too long for the model. */
  readonly results: ResultFiles;
  /** The commands that `exec_command` has started and that are still running. */
  readonly terminals: ExecCommandSessions;
  /** What the latest compaction kept word for word; it is part of the model's instructions from then on. */
  carried: CarriedContext | undefined;
  /** The latest turn before which the working tree was saved, or could not be. */
  checkpointTurnId: string | undefined;
  /** MCP tools that the model has found by searching: see `tools/mcp/offered-mcp-tools.ts`. */
  readonly foundTools = new Set<string>();
  /** The thread's turns, including those of earlier sessions. */
  turnIds: string[] = [];
  /** Tokens of the last request with the current history, as counted by the model's server; 0 if unknown. */
  lastTokenTotal = 0;
  /** That of the last request with the history; undefined before the session's first one. */
  lastContext: TurnContext | undefined;
  /** Tokens of all requests of the thread, including those of earlier sessions. */
  #usage: TokenUsage;
  #config: Config;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.version = options.version;
    this.events = options.events;
    this.turns = options.events.turns;
    this.#config = options.config;
    this.roots = new SessionRoots({ env: options.config.env, codexHome: options.config.codexHome });
    this.roots.learn(options.config.sandboxPolicy, options.config.cwd);
    restrictedPaths(this.roots, options.config.restrictions, options.config.cwd);
    this.services = options.services;
    this.terminals = new ExecCommandSessions(options.services.exec);
    this.results = new ResultFiles(options.config.codexHome);
    this.#usage = options.usage;
    this.userInstructions = options.userInstructions;
    this.instructionFiles = options.instructionFiles;
    this.rules = options.rules;
    this.hooks = options.hooks;
    this.agentPlace = options.agentPlace;
    this.goal = options.goals && this.#goalIn(options.goals);
    this.recorder = this.#recorderTo(options.rollout);
  }

  /** Constant for the session's lifetime, except for the MCP servers. */
  get config(): Config {
    return this.#config;
  }

  /** Replaces the MCP servers, also those of its subagents. The next request waits for servers that are starting. */
  async changeServers({ mcpServers, mcpPolicies }: McpSettings): Promise<void> {
    this.#config = { ...this.#config, mcpServers, mcpPolicies };
    // MCP servers run without a sandbox, so they must not see the keys in our environment.
    if (Object.keys(mcpServers).length > 0) await this.services.exec.seal();
    await this.services.mcp.change(mcpServers);
    await this.services.agents?.changeServers({ mcpServers, mcpPolicies });
  }

  /** Tokens of all requests of the thread, including those of earlier sessions. */
  get usage(): TokenUsage {
    return this.#usage;
  }

  publish(event: ThreadEventBody): void {
    this.events.publish(event);
  }

  notice(notice: Notice, turnId?: string): void {
    this.publish({ type: "notice", turnId, ...notice });
  }

  /** Counts a request of the turn. */
  countTokens(turn: RunningTurn, last: TokenUsage): void {
    this.#usage = addTokenUsage(this.#usage, last);
    turn.reportUsage(last, this.#usage);
  }

  /** Counts a request made outside the turn's main conversation. */
  countAside(turn: RunningTurn, tokens: TokenUsage): void {
    this.#usage = addTokenUsage(this.#usage, tokens);
    turn.countAside(tokens);
  }

  /**
   * Adds items to the transcript at once, and returns when they are in the rollout file and can be acted upon. Items that the rollout's
   * journal refuses are removed again.
   */
  async record(items: readonly ResponseItem[]): Promise<void> {
    this.history.add(items);
    await this.persist(items, { startsGroup: true });
  }

  /** Records items that a client injects. */
  async recordInjected(items: readonly ResponseItem[]): Promise<void> {
    this.history.add(items);
    await this.persist(items, { startsGroup: true, areInjected: true });
  }

  /** Records the messages that open the session: see `isKeptWithFirstTurn`. */
  async recordOpening(items: readonly ResponseItem[]): Promise<void> {
    if (items.length === 0) return;
    this.history.add(items);
    await this.persist(items, { startsGroup: true, isOpening: true });
  }

  /** Writes items to the rollout file, and returns once they can be acted upon. */
  async persist(items: readonly ResponseItem[], options: RecordOptions): Promise<void> {
    await this.recorder?.recordItems(items, options);
  }

  /** Settles when everything persisted so far is safe to act upon. */
  async kept(): Promise<void> {
    await this.recorder?.kept();
  }

  /** Writes a compaction to the rollout file, so that a resumed session starts from the summary too. */
  async persistCompaction(compaction: Compaction): Promise<void> {
    await this.recorder?.recordCompaction(compaction);
  }

  /** Stops the running turn. Input waiting for it is left for the next one. */
  interrupt(interruption: "interrupted" | "closed" = "interrupted"): boolean {
    return this.turns.current?.interrupt(interruption) ?? false;
  }

  /** Continues from what the rollout contains, in the same file. */
  restore(saved: LoadedRollout, rollout: RolloutRecorder): void {
    this.history.replace(saved.items);
    this.turnIds = saved.turns.map(({ id }) => id);
    if ((saved.usage?.totalTokens ?? 0) > this.#usage.totalTokens) this.#usage = saved.usage ?? this.#usage;
    this.carried = parseCarriedContext(saved.carried);
    this.lastTokenTotal = saved.contextTokens;
    this.recorder = this.#recorderTo(rollout);
  }

  /** Ends everything that the session started. Events that were already sent can still be read. */
  async close(): Promise<void> {
    this.interrupt("closed");
    await this.turns.settled();
    await this.services.agents?.[Symbol.asyncDispose]();
    await this.inputs.keep();
    await this.terminals[Symbol.asyncDispose]();
    await this.results[Symbol.asyncDispose]();
    if (this.agentPlace === undefined) await runSessionHooks(this, "SessionEnd", this.config);
    await this.hooks[Symbol.asyncDispose]();
    // Queued items that were never sent are at least saved, for a later resume.
    if (!this.pendingItems.isEmpty) await this.record(this.pendingItems.take());
    await this.recorder?.close();
    await this.services.mcp[Symbol.asyncDispose]();
  }

  #goalIn(store: GoalStore): ThreadGoal {
    return new ThreadGoal({
      threadId: this.id,
      store,
      onChange: (goal, turnId) => this.publish({ type: "goal", goal, turnId }),
      queueItem: (item) => this.pendingItems.add([item]),
    });
  }

  async #isDeleted(): Promise<boolean> {
    const { isThreadDeleted } = await import("../store/thread-names.js");
    return isThreadDeleted(this.#config.codexHome, this.id);
  }

  #recorderTo(rollout: RolloutRecorder | undefined): ThreadRecorder | undefined {
    if (rollout === undefined) return undefined;
    const notices = storageNotices(rollout, (notice) => this.notice(notice));
    rollout.watch({
      transcript: () => this.history.items,
      isDeleted: () => this.#isDeleted().catch(() => false),
      onRefused: (items) => this.history.withdraw(items),
      ...notices,
    });
    const settled = () => this.turns.settled();
    const recorder = new ThreadRecorder({ rollout, usage: this.#usage, settled, ...notices });
    this.events.recorder = recorder;
    return recorder;
  }
}
