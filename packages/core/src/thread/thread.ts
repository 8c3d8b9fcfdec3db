import { setTimeout as sleep } from "node:timers/promises";
import type { McpConnectionManager } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config, McpSettings } from "../config/config.js";
import { CodexError } from "../error.js";
import type { EventListener } from "../events/event-hub.js";
import type { RunningTerminal } from "../exec/exec-command-sessions.js";
import type { ThreadGoal } from "../goals/thread-goal.js";
import type { ThreadEvent } from "../items/thread-event.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import type { UserInput } from "../items/user-input.js";
import { checkTarget, type ReviewTarget } from "../review/review-target.js";
import type { SandboxScope } from "../safety/guarded-files.js";
import type { SaidInput } from "../session/input-queue.js";
import { type McpPrompt, mcpPrompts } from "../session/mcp-prompts.js";
import { sandboxOf } from "../session/sandbox-of.js";
import type { Session } from "../session/session.js";
import type { SettingsChange, TurnContext, TurnSettings } from "../session/turn-context.js";
import { runCompactionTurn } from "../turn/compact.js";
import { runReviewTurn } from "../turn/run-review.js";
import { continueTurn, runTurn } from "../turn/run-turn.js";
import { runUserCommandTurn, type UserCommand } from "../turn/run-user-command.js";
import { turnInput } from "../turn/submit-input.js";
import { useHooks } from "./guard-hooks.js";
import { Mailbox } from "./mailbox.js";
import { type RevertOptions, type RevertResult, revertSession } from "./revert.js";
import { ThreadTurns } from "./thread-turns.js";
import type { StartOptions, SteerOptions } from "./turn-options.js";

/** How long an interrupt waits for the processes of its turn. */
const STOPPING_LIMIT_MS = 5000;

/** One reader of a thread's events. Its functions must not throw. */
export type ThreadListener = EventListener<ThreadEvent>;

/**
 * A thread: what the user and the model say and do, turn by turn. Made by the `ThreadManager`. What it is asked for is carried
 * out one after the other, in the order of the calls; each throws `CodexError` `conversation-ended` once the thread was closed.
 */
export class Thread implements AsyncDisposable {
  readonly #session: Session;
  readonly #mailbox: Mailbox;
  readonly #turns: ThreadTurns;

  constructor(session: Session, context: TurnContext) {
    this.#session = session;
    this.#mailbox = new Mailbox(session.id);
    this.#turns = new ThreadTurns(session, this.#mailbox, context);
  }

  /** UUID; also the name of its rollout. */
  get id(): string {
    return this.#session.id;
  }

  /** What turns start from. */
  get settings(): TurnSettings {
    return this.#turns.context.chosen;
  }

  /** How what runs for it is confined, but for what somebody allowed. */
  get sandbox(): SandboxScope {
    return sandboxOf(this.#session, this.#turns.context);
  }

  /** The turn that runs. */
  get activeTurn(): TurnInfo | undefined {
    return this.#turns.active;
  }

  /** Whether it has been closed: nothing can be asked of it any more. */
  get isClosed(): boolean {
    return this.#mailbox.isClosed;
  }

  /** Where the thread is saved; undefined when it is not. */
  get rolloutPath(): string | undefined {
    return this.#session.recorder?.path;
  }

  /** Settles when all that was told so far is in the rollout, so that reading it gives that back. */
  async saved(): Promise<void> {
    await this.#session.recorder?.saved();
  }

  /** Makes the rollout, where that waits for the first turn. */
  async keep(): Promise<void> {
    await this.#session.recorder?.begin();
  }

  /** Tokens of all requests, in earlier sessions too. */
  get usage(): TokenUsage {
    return this.#session.usage;
  }

  /** The transcript as it goes to the model. */
  get history(): readonly ResponseItem[] {
    return this.#session.history.items;
  }

  /** What the thread works towards over several turns; undefined where it can have no goal. */
  get goal(): ThreadGoal | undefined {
    return this.#session.goal;
  }

  /** The thread's MCP servers; undefined when there are none. */
  get mcp(): McpConnectionManager | undefined {
    return this.#session.services.mcp.manager;
  }

  /** What its configuration says of them. */
  get mcpSettings(): McpSettings {
    const { mcpServers, mcpPolicies } = this.#session.config;
    return { mcpServers, mcpPolicies };
  }

  /**
   * Has other MCP servers, before the next request to the model: settles when they begin to start, and those that went can be called no
   * more. One that is the same under both stays as it is; calls under way are answered.
   */
  changeServers(settings: McpSettings): Promise<void> {
    return this.#mailbox.add(() => this.#session.changeServers(settings));
  }

  /** Commands that the model started in terminals of their own, and that still run. */
  get terminals(): readonly RunningTerminal[] {
    return this.#session.terminals.running;
  }

  /** Ends one of them; false when there is none of that id. The model hears of it when it looks next. */
  endTerminal(id: number): Promise<boolean> {
    return this.#session.terminals.end(id);
  }

  /** The tools of the thread's MCP servers by the names that the model calls them by. */
  get mcpTools(): ReturnType<McpConnectionManager["listTools"]> {
    return this.mcp?.listTools() ?? {};
  }

  /** The prompts of the thread's MCP servers, which a message can begin with. */
  mcpPrompts(signal: AbortSignal): Promise<readonly McpPrompt[]> {
    return mcpPrompts(this.mcp, signal);
  }

  /**
   * Begins a turn, or joins the one that runs, whose settings stay; gives the turn that answers, once the input is in the rollout.
   * Throws `request-invalid` when it is to work in a folder that is not there.
   */
  async start(input: readonly UserInput[], options: StartOptions = {}): Promise<TurnInfo> {
    const { clientId, settings, outputSchema, turnId, rootTurnId, ask } = options;
    const said = this.#read({ input, clientId });
    const { info, told } = await this.#mailbox.add(async () => {
      const joined = this.#turns.join(said, { ask, settings, turnId });
      if (joined !== undefined) return joined;
      const context = await this.#turns.contextWith(settings);
      await this.#turns.idle();
      return this.#turns.answer(said, { context, turnId, rootTurnId, ask }, (turn) =>
        runTurn({ ...turn, outputSchema }),
      );
    });
    await told;
    return info;
  }

  /**
   * Goes on, in a turn of its own, with what the transcript ends with: the input of a turn that broke off when its process did.
   * Throws `request-invalid` while a turn runs.
   */
  continue(options: Omit<StartOptions, "clientId"> = {}): Promise<TurnInfo> {
    return this.#mailbox.add(async () => {
      await this.#turns.idle();
      const { settings, outputSchema, turnId, ask } = options;
      const context = await this.#turns.contextWith(settings);
      return this.#turns.begin({ kind: "input", context, turnId, ask }, (turn) =>
        continueTurn({ ...turn, outputSchema }),
      );
    });
  }

  /**
   * For when a turn was stopped: begins one for what was said to it and it had not read, once the last of it is gone; undefined when
   * nothing waits, or a turn runs.
   */
  answerWaiting(options: Pick<StartOptions, "ask"> = {}): Promise<TurnInfo | undefined> {
    return this.#mailbox.add(async () => this.#turns.answerWaiting(options));
  }

  /** For when a turn has completed: begins one for the goal, if that is active, nothing runs or waits, and it has not had enough. */
  pursueGoal(options: Pick<StartOptions, "ask"> = {}): Promise<TurnInfo | undefined> {
    return this.#mailbox.add(() => this.#turns.pursueGoal(options));
  }

  /** Adds to the running turn. Throws `request-invalid` when it is not `expectedTurnId` that runs. */
  async steer(input: readonly UserInput[], { expectedTurnId, clientId }: SteerOptions): Promise<TurnInfo> {
    const said = this.#read({ input, clientId });
    const { info, told } = await this.#mailbox.add(async () => {
      const isRunning = this.activeTurn?.id === expectedTurnId;
      const joined = isRunning ? this.#turns.join(said, { ask: undefined }) : undefined;
      if (joined === undefined) throw new CodexError("request-invalid", `the turn ${expectedTurnId} is not running`);
      return joined;
    });
    await told;
    return info;
  }

  /** Stops the turn, of that id if one is given; settles when its processes are gone. False when there was nothing to stop. */
  interrupt(turnId?: string): Promise<boolean> {
    return this.#mailbox.add(async () => {
      // What it has done for the goal is told before its end.
      await this.#session.goal?.countSoon();
      if (turnId !== undefined && this.activeTurn?.id !== turnId) return false;
      if (!this.#session.interrupt()) return false;
      await Promise.race([this.#session.turns.settled(), sleep(STOPPING_LIMIT_MS, undefined, { ref: false })]);
      return true;
    });
  }

  /** Changes what later turns start from; what is absent stays as it is. */
  configure(settings: SettingsChange): Promise<void> {
    return this.#mailbox.add(() => this.#turns.configure(settings));
  }

  /** From now on it has the hooks of this configuration: the user has decided about some of them meanwhile. */
  useHooks(config: Config): Promise<void> {
    return this.#mailbox.add(() => useHooks(this.#session, config));
  }

  /** Adds items to the transcript that the model is sent, behind what a turn that was stopped still says. */
  inject(items: readonly ResponseItem[]): Promise<void> {
    return this.#mailbox.add(async () => {
      if (this.activeTurn === undefined) await this.#session.turns.settled();
      await this.keep();
      await this.#session.recordInjected(items);
    });
  }

  /** Keeps what the model is told before its next request; nothing is begun because of it. */
  tell(items: readonly ResponseItem[]): void {
    this.#session.tell(items);
  }

  /** Replaces earlier messages by a summary, in a turn of its own. Throws `request-invalid` while a turn runs. */
  compact(options: Pick<StartOptions, "turnId"> = {}): Promise<TurnInfo> {
    return this.#mailbox.add(async () => {
      await this.#turns.idle();
      return this.#turns.begin({ kind: "compaction", context: this.#turns.context, ...options }, runCompactionTurn);
    });
  }

  /**
   * Has changes reviewed, in a turn of its own that changes nothing and asks nobody: by `review_model`, where the configuration has
   * one. Throws `request-invalid` while a turn runs, and when the target names nothing.
   */
  review(target: ReviewTarget, options: Pick<StartOptions, "turnId"> = {}): Promise<TurnInfo> {
    return this.#mailbox.add(async () => {
      checkTarget(target);
      await this.#turns.idle();
      const { reviewModel: model } = this.#session.config;
      const confined = { model, approvalPolicy: "never", sandboxPolicy: { mode: "read-only" } } as const;
      const context = await this.#turns.contextWith(confined);
      return this.#turns.begin({ kind: "review", context, ...options }, (turn) => runReviewTurn(turn, target));
    });
  }

  /** Runs a command of the user in a turn of its own. Throws `request-invalid` while a turn runs. */
  runUserCommand(command: UserCommand): Promise<TurnInfo> {
    return this.#mailbox.add(async () => {
      await this.#turns.idle();
      const { context } = this.#turns;
      return this.#turns.begin({ kind: "user-command", context }, (turn) => runUserCommandTurn(turn, command));
    });
  }

  /**
   * Undoes a turn and those after it: in the conversation, in the files, or in both. Throws `request-invalid` while a turn runs, when
   * there is no such turn, and when the files were not kept before it.
   */
  revert(options: RevertOptions): Promise<RevertResult> {
    return this.#mailbox.add(async () => {
      if (await this.#turns.idle()) {
        throw new CodexError("request-invalid", "another process has gone on with the thread: look at its turns again");
      }
      await this.#session.turns.settled();
      const result = await revertSession(this.#session, this.settings, options);
      const { beforeTurnId, what } = options;
      if (what !== "files") this.#session.publish({ type: "reverted", beforeTurnId });
      return result;
    });
  }

  /** Stops what runs and closes the thread; settles when nothing of it is left. */
  close(): Promise<void> {
    return this.#mailbox.close(async () => {
      await this.#session.close();
      this.#session.publish({ type: "closed" });
      this.#session.events.hub.close();
    });
  }

  /** Settles when everything that was asked for so far has been carried out or has begun its turn. */
  handled(): Promise<void> {
    return this.#mailbox.handled();
  }

  /** Every event from now on; the first listener also gets those from before. */
  subscribe(listener: ThreadListener): Disposable {
    return this.#session.events.hub.subscribe(listener);
  }

  /** Every event from now on, without taking those from before from the first listener. */
  observe(listener: ThreadListener): Disposable {
    return this.#session.events.hub.observe(listener);
  }

  /** Iterates the events; ends when the thread or the signal does. Each iteration gets all events. */
  events(signal?: AbortSignal): AsyncGenerator<ThreadEvent, void> {
    return this.#session.events.hub.events(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Begins to read the input at once, and holds nothing up by it: whoever writes into a pipe may not wait. */
  #read(said: Pick<SaidInput, "input" | "clientId">): SaidInput {
    const reading = turnInput(this.#session.config, said);
    reading.items().catch(() => undefined);
    return reading;
  }
}
