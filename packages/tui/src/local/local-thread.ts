import { randomUUID } from "node:crypto";
import {
  type Answer,
  CodexError,
  type Config,
  decideHooks,
  fileThreadStore,
  type Goal,
  type GoalChange,
  type HookDecision,
  type HookDefinition,
  listHooks,
  loadSkills,
  type McpPrompt,
  type Question,
  type RevertOptions,
  type RevertResult,
  type ReviewTarget,
  replayEvents,
  type Thread,
  type ThreadGoal,
  type ThreadManager,
  type UserInput,
} from "@codex/core";
import type { Settings } from "../app/settings.js";
import type { ChatHook, ChatSkill, ChatThread, OpenThreadOptions } from "../chat-engine.js";
import { PendingAnswers } from "../pending-answers.js";
import type { Message } from "../state/composer.js";
import { waitingServers } from "../waiting-servers.js";

/** Where threads are stored, and the options for starting them. */
export interface ThreadPlace {
  readonly manager: ThreadManager;
  readonly configIn: (folder: string) => Promise<Config>;
}

const READS_ONLY = {
  mode: { kind: "default" },
  approvalPolicy: "never",
  sandboxPolicy: { mode: "read-only" },
} as const;

/** A thread of the engine in this process. */
export class LocalThread implements ChatThread {
  readonly #thread: Thread;
  readonly #place: ThreadPlace;
  readonly #options: OpenThreadOptions;
  readonly #subscription: Disposable;
  readonly #answers = new PendingAnswers();
  readonly settings = undefined;
  readonly wasPlanning: boolean;

  static async open(place: ThreadPlace, options: OpenThreadOptions): Promise<LocalThread> {
    const { config, resumeId, startedBy } = options;
    const store = fileThreadStore(config.codexHome);
    const saved = resumeId === undefined ? undefined : await store.read(resumeId);
    const thread = await place.manager.newThread(config, {
      resumePath: saved?.summary.path,
      loadedRollout: saved?.rollout,
      isFork: startedBy === "fork",
      startedBy: startedBy === "clear" ? startedBy : undefined,
      source: "cli",
      onMcpStartup: waitingServers(options.onWaiting),
    });
    if (saved === undefined) return new LocalThread(thread, place, options);
    // Earlier turns are reported as if they happened now.
    for (const event of replayEvents(saved.turns)) options.onEvent(event);
    const opened = new LocalThread(thread, place, options, saved.settings.mode === "plan");
    opened.#do(opened.#resumeGoal());
    return opened;
  }

  private constructor(thread: Thread, place: ThreadPlace, options: OpenThreadOptions, wasPlanning = false) {
    this.wasPlanning = wasPlanning;
    this.#thread = thread;
    this.#place = place;
    this.#options = options;
    this.#subscription = thread.subscribe({
      onEvent: (event) => {
        options.onEvent(event);
        // Messages that the user has sent meanwhile go first.
        if (event.type === "turn-ended" && event.turn.status === "completed") this.#pursueGoal();
      },
    });
  }

  async beside(listeners: Pick<OpenThreadOptions, "onEvent" | "onError">): Promise<ChatThread> {
    const { config: own } = this.#options;
    // MCP servers and subagents can do more than read.
    const config = { ...own, mcpServers: {}, agents: { ...own.agents, enabled: false } };
    const { manager } = this.#place;
    const { history, settings } = this.#thread;
    const thread = await manager.newThread(config, {
      ephemeral: true,
      initialHistory: history,
      initialSettings: { ...settings, ...READS_ONLY },
      source: "cli",
    });
    return new LocalThread(thread, this.#place, { config, ...listeners });
  }

  get id(): string {
    return this.#thread.id;
  }

  /** Whether it can be resumed. */
  get isSaved(): boolean {
    return this.#thread.rolloutPath !== undefined;
  }

  get isBusy(): boolean {
    return this.#thread.activeTurn !== undefined;
  }

  mcpPrompts(signal: AbortSignal): Promise<readonly McpPrompt[]> {
    return this.#thread.mcpPrompts(signal);
  }

  async skills(): Promise<readonly ChatSkill[]> {
    return (await loadSkills(this.#options.config)).skills;
  }

  async hooks(): Promise<readonly ChatHook[]> {
    return (await listHooks(await this.#configNow())).hooks.map(chatHookOf);
  }

  async decideHook(hook: ChatHook, decision: HookDecision): Promise<void> {
    await decideHooks(this.#options.config.codexHome, [hook], decision);
    await this.#thread.useHooks(await this.#configNow());
  }

  get mcpTools(): Thread["mcpTools"] {
    return this.#thread.mcpTools;
  }

  get terminals(): Thread["terminals"] {
    return this.#thread.terminals;
  }

  /** Returns false if there is no such terminal. */
  endTerminal(id: number): Promise<boolean> {
    return this.#thread.endTerminal(id);
  }

  /** Gives the model information that is not a message of the user. */
  queueForModel(text: string): void {
    this.#do(this.#thread.inject([{ type: "message", role: "user", content: [{ type: "input_text", text }] }]));
  }

  /** Sends a message; a running turn takes it in. Returns the message's id. */
  send({ text, images }: Message): string {
    const input: UserInput[] = [
      ...images.map((path): UserInput => ({ type: "local-image", path })),
      { type: "text", text },
    ];
    const clientId = randomUUID();
    this.#do(this.#thread.start(input, { clientId, ask: (question, signal) => this.#answers.ask(question, signal) }));
    return clientId;
  }

  get unread(): ChatThread["unread"] {
    return this.#thread.unread.flatMap(({ clientId, input }) => {
      const text = input.flatMap((part) => (part.type === "text" ? [part.text] : [])).join(" ");
      return clientId === undefined ? [] : [{ id: clientId, text }];
    });
  }

  interrupt(): void {
    this.#do(this.#thread.interrupt());
  }

  readonly answersWaiting = true;

  answerWaiting(): void {
    this.#do(this.#thread.answerWaiting({ ask: (question, signal) => this.#answers.ask(question, signal) }));
  }

  async goal(): Promise<Goal | undefined> {
    return this.#ownGoal.read();
  }

  async setGoal(change: GoalChange): Promise<void> {
    const goal = this.#ownGoal;
    await this.#thread.keep();
    const result = await goal.set(change);
    if (!result.ok) throw new CodexError("request-invalid", result.message);
    this.#pursueGoal();
  }

  async clearGoal(): Promise<boolean> {
    return this.#ownGoal.clear();
  }

  review(target: ReviewTarget): void {
    this.#do(this.#thread.review(target));
  }

  compact(): void {
    this.#do(this.#thread.compact());
  }

  /** Reverts turns. */
  revert(options: RevertOptions): Promise<RevertResult> {
    return this.#thread.revert(options);
  }

  /** Changes the settings of later turns. */
  configure(settings: Settings): Promise<void> {
    return this.#thread.configure(settings);
  }

  answer(question: Question, answer: Answer): void {
    this.#answers.answer(question, answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#place.manager.removeThread(this.id);
    this.#subscription[Symbol.dispose]();
  }

  get #ownGoal(): ThreadGoal {
    const { goal } = this.#thread;
    if (goal !== undefined) return goal;
    throw new CodexError("request-invalid", "goals are off: run `codex features enable goals`, then start again");
  }

  /** Reports and pursues the goal of a thread that was saved with one. */
  async #resumeGoal(): Promise<void> {
    const goal = await this.#thread.goal?.read();
    if (goal === undefined) return;
    this.#options.onEvent({ type: "goal", goal });
    this.#pursueGoal();
  }

  #configNow(): Promise<Config> {
    return this.#place.configIn(this.#options.config.cwd);
  }

  #pursueGoal(): void {
    if (this.#thread.goal === undefined || this.#thread.isClosed) return;
    this.#do(this.#thread.pursueGoal({ ask: (question, signal) => this.#answers.ask(question, signal) }));
  }

  #do(done: Promise<unknown>): void {
    done.catch((error: unknown) => this.#options.onError(error));
  }
}

function chatHookOf({ handler, ...hook }: HookDefinition): ChatHook {
  return { ...hook, command: handler.type === "command" ? handler.command : undefined };
}
