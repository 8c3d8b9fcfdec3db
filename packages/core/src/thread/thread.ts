import type { McpConnectionManager } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config, McpSettings } from "../config/config.js";
import { permittedItem } from "../context/permitted-action.js";
import { CodexError } from "../error.js";
import type { EventListener } from "../events/event-hub.js";
import type { RunningTerminal } from "../exec/exec-command-sessions.js";
import type { ThreadGoal } from "../goals/thread-goal.js";
import type { ThreadEvent } from "../items/thread-event.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import type { UserInput } from "../items/user-input.js";
import { checkTarget, type ReviewTarget } from "../review/review-target.js";
import type { SandboxScope } from "../safety/sandbox-scope.js";
import type { SaidInput } from "../session/input-queue.js";
import { type McpPrompt, mcpPrompts } from "../session/mcp-prompts.js";
import { sandboxOf } from "../session/sandbox-of.js";
import type { Session } from "../session/session.js";
import type { SettingsChange, TurnContext, TurnSettings } from "../session/turn-context.js";
import { type CompactionOptions, runCompactionTurn } from "../turn/compact.js";
import { runReviewTurn } from "../turn/run-review.js";
import { continueTurn, runTurn } from "../turn/run-turn.js";
import { runUserCommandTurn, type UserCommand } from "../turn/run-user-command.js";
import { turnInput } from "../turn/submit-input.js";
import { waitWithin } from "../wait-within.js";
import { useHooks } from "./guard-hooks.js";
import { Mailbox } from "./mailbox.js";
import { type RevertOptions, type RevertResult, revertSession } from "./revert.js";
import { ThreadTurns } from "./thread-turns.js";
import type { StartOptions, SteerOptions } from "./turn-options.js";

/** How long an interrupt waits for the turn's processes to end. */
const STOPPING_LIMIT_MS = 5000;

/** Receives a thread's events. Its functions must not throw. */
export type ThreadListener = EventListener<ThreadEvent>;

/**
 * A thread: what the user and the model say and do, turn by turn. Created by the `ThreadManager`. Its methods run one after the other, in
 * the order of the calls; each throws `CodexError` `conversation-ended` once the thread has been closed.
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

  /** A UUID, which is also part of the rollout's name. */
  get id(): string {
    return this.#session.id;
  }

  /** The settings of the next turn. */
  get settings(): TurnSettings {
    return this.#turns.context.chosen;
  }

  /** The sandbox of everything that runs for the thread, apart from what somebody has approved. */
  get sandbox(): SandboxScope {
    return sandboxOf(this.#session, this.#turns.context);
  }

  /** The running turn. */
  get activeTurn(): TurnInfo | undefined {
    return this.#turns.active;
  }

  /** Whether it has been closed. A closed thread accepts no more calls. */
  get isClosed(): boolean {
    return this.#mailbox.isClosed;
  }

  /** Where the thread is saved; undefined if it is not saved. */
  get rolloutPath(): string | undefined {
    return this.#session.recorder?.path;
  }

  /** Settles when everything reported so far is in the rollout and can be read from it. */
  async saved(): Promise<void> {
    await this.#session.recorder?.saved();
  }

  /** Creates the rollout, if that was deferred to the first turn. */
  async keep(): Promise<void> {
    await this.#session.recorder?.begin();
  }

  /**
   * The user's input that the model has not read yet, including input to an earlier process. The running turn reads it, or else the next
   * one.
   */
  get unread(): readonly Pick<SaidInput, "input" | "clientId">[] {
    return this.#session.inputs.waiting;
  }

  /** Tokens of all requests, including those of earlier sessions. */
  get usage(): TokenUsage {
    return this.#session.usage;
  }

  /** The transcript as it is sent to the model. */
  get history(): readonly ResponseItem[] {
    return this.#session.history.items;
  }

  /** What the thread works towards over several turns; undefined if it cannot have a goal. */
  get goal(): ThreadGoal | undefined {
    return this.#session.goal;
  }

  /** The thread's MCP servers; undefined if there are none. */
  get mcp(): McpConnectionManager | undefined {
    return this.#session.services.mcp.manager;
  }

  /** The configuration of its MCP servers. */
  get mcpSettings(): McpSettings {
    const { mcpServers, mcpPolicies } = this.#session.config;
    return { mcpServers, mcpPolicies };
  }

  /**
   * Replaces the MCP servers before the next request to the model. Settles when the new ones begin to start and removed ones can no longer
   * be called. Servers with unchanged settings keep running; calls in progress are answered.
   */
  changeServers(settings: McpSettings): Promise<void> {
    return this.#mailbox.add(() => this.#session.changeServers(settings));
  }

  /** Commands that the model started in terminals and that are still running. */
  get terminals(): readonly RunningTerminal[] {
    return this.#session.terminals.running;
  }

  /** Ends a terminal; false if there is none with this id. The model notices when it next reads the terminal. */
  endTerminal(id: number): Promise<boolean> {
    return this.#session.terminals.end(id);
  }

  /** The tools of the thread's MCP servers, by the names that the model uses. */
  get mcpTools(): ReturnType<McpConnectionManager["listTools"]> {
    return this.mcp?.listTools() ?? {};
  }

  /** The prompts of the thread's MCP servers. A message can begin with one. */
  mcpPrompts(signal: AbortSignal): Promise<readonly McpPrompt[]> {
    return mcpPrompts(this.mcp, signal);
  }

  /**
   * Starts a turn, or joins the running one, which keeps its settings. Returns the turn that answers, once the input is in the rollout.
   * Throws `request-invalid` if its folder does not exist.
   */
  async start(input: readonly UserInput[], options: StartOptions = {}): Promise<TurnInfo> {
    const { clientId, settings, outputSchema, turnId, rootTurnId, ask } = options;
    const said = this.#startReading({ input, clientId });
    const { info, announced } = await this.#mailbox.add(async () => {
      const joined = this.#turns.join(said, { ask, settings, turnId });
      if (joined !== undefined) return joined;
      const context = await this.#turns.contextWith(settings);
      await this.#turns.idle();
      return this.#turns.answer(said, { context, turnId, rootTurnId, ask }, (turn) =>
        runTurn({ ...turn, outputSchema }),
      );
    });
    await announced;
    return info;
  }

  /** Takes in what another process did with the thread and publishes its turns, unless a turn is running. New turns do this, too. */
  catchUp(): Promise<void> {
    return this.#mailbox.add(async () => {
      if (this.activeTurn === undefined) await this.#turns.idle();
    });
  }

  /**
   * Starts a turn that continues from the end of the transcript: from the input of a turn whose process ended. Throws `request-invalid`
   * while a turn is running.
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
   * For use after a turn was stopped: starts a turn for the input that it had not read, once all of its processes have ended; undefined
   * if there is no such input, or a turn is running.
   */
  answerWaiting(options: Pick<StartOptions, "ask"> = {}): Promise<TurnInfo | undefined> {
    return this.#mailbox.add(async () => this.#turns.answerWaiting(options));
  }

  /**
   * For use after a turn has completed: starts a turn for the goal, if that is active and within its limits, and nothing is running or
   * waiting.
   */
  pursueGoal(options: Pick<StartOptions, "ask"> = {}): Promise<TurnInfo | undefined> {
    return this.#mailbox.add(() => this.#turns.pursueGoal(options));
  }

  /** Adds to the running turn. Throws `request-invalid` if that is not `expectedTurnId`. */
  async steer(input: readonly UserInput[], { expectedTurnId, clientId }: SteerOptions): Promise<TurnInfo> {
    const said = this.#startReading({ input, clientId });
    const { info, announced } = await this.#mailbox.add(async () => {
      const isRunning = this.activeTurn?.id === expectedTurnId;
      const joined = isRunning ? this.#turns.join(said, { ask: undefined }) : undefined;
      if (joined === undefined) throw new CodexError("request-invalid", `the turn ${expectedTurnId} is not running`);
      return joined;
    });
    await announced;
    return info;
  }

  /**
   * Stops the running turn (only the one with `turnId`, if given) and settles when its processes have ended. False if there was nothing
   * to stop.
   */
  interrupt(turnId?: string): Promise<boolean> {
    return this.#mailbox.add(async () => {
      // Its progress towards the goal is reported before its end.
      await this.#session.goal?.countSoon();
      if (turnId !== undefined && this.activeTurn?.id !== turnId) return false;
      if (!this.#session.interrupt()) return false;
      await waitWithin(this.#session.turns.settled(), { ms: STOPPING_LIMIT_MS });
      return true;
    });
  }

  /** Changes the settings of later turns; absent ones stay unchanged. */
  configure(settings: SettingsChange): Promise<void> {
    return this.#mailbox.add(() => this.#turns.configure(settings));
  }

  /** Uses the hooks of this configuration from now on, after the user has changed their decisions. */
  useHooks(config: Config): Promise<void> {
    return this.#mailbox.add(() => useHooks(this.#session, config));
  }

  /** Adds items to the transcript that is sent to the model, after everything that a stopped turn still adds. */
  inject(items: readonly ResponseItem[]): Promise<void> {
    return this.#mailbox.add(async () => {
      if (this.activeTurn === undefined) await this.#session.turns.settled();
      await this.keep();
      await this.#session.recordInjected(items);
    });
  }

  /** Queues items for the model's next request, without starting a turn. */
  queueForModel(items: readonly ResponseItem[]): void {
    this.#session.pendingItems.add(items);
  }

  /**
   * Permits an action that an automatic reviewer denied. The model learns of it with its next request, the reviewer when it is asked again.
   * False if this session knows no such denial.
   */
  permitDenied(reviewId: string): Promise<boolean> {
    return this.#mailbox.add(async () => {
      const action = this.#session.deniedActions.permit(reviewId);
      if (action !== undefined) this.#session.pendingItems.add([permittedItem(action)]);
      return action !== undefined;
    });
  }

  /** Replaces earlier messages with a summary, in a separate turn. Throws `request-invalid` while a turn is running. */
  compact({ turnId, ...options }: Pick<StartOptions, "turnId"> & CompactionOptions = {}): Promise<TurnInfo> {
    return this.#mailbox.add(async () => {
      await this.#turns.idle();
      const { context } = this.#turns;
      return this.#turns.begin({ kind: "compaction", context, turnId }, (turn) => runCompactionTurn(turn, options));
    });
  }

  /**
   * Reviews changes in a separate turn that changes nothing and asks no questions, with `review_model` if it is configured. Throws
   * `request-invalid` while a turn is running, and if the target is empty.
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

  /** Runs a command of the user in a separate turn. Throws `request-invalid` while a turn is running. */
  runUserCommand(command: UserCommand): Promise<TurnInfo> {
    return this.#mailbox.add(async () => {
      await this.#turns.idle();
      const { context } = this.#turns;
      return this.#turns.begin({ kind: "user-command", context }, (turn) => runUserCommandTurn(turn, command));
    });
  }

  /**
   * Undoes a turn and all later ones: in the conversation, in the files, or in both. Throws `request-invalid` while a turn is running, if
   * there is no such turn, and if the files were not saved before it.
   */
  revert(options: RevertOptions): Promise<RevertResult> {
    return this.#mailbox.add(async () => {
      if (await this.#turns.idle()) {
        throw new CodexError("request-invalid", "another process has continued the thread: reload its turns");
      }
      await this.#session.turns.settled();
      const result = await revertSession(this.#session, this.settings, options);
      const { beforeTurnId, what } = options;
      if (what !== "files") this.#session.publish({ type: "reverted", beforeTurnId });
      return result;
    });
  }

  /** Stops everything that is running and closes the thread; settles when nothing is left of it. */
  close(): Promise<void> {
    return this.#mailbox.close(async () => {
      await this.#session.close();
      this.#session.publish({ type: "closed" });
      this.#session.events.hub.close();
    });
  }

  /** Settles when every earlier call has been carried out or has started its turn. */
  handled(): Promise<void> {
    return this.#mailbox.handled();
  }

  /** Delivers every event from now on; the first listener also gets earlier ones. */
  subscribe(listener: ThreadListener): Disposable {
    return this.#session.events.hub.subscribe(listener);
  }

  /** Delivers every event from now on, and leaves earlier ones to the first listener. */
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

  /** Starts reading files and pipes of the input, without waiting: a program that writes into a pipe may not wait for us either. */
  #startReading(said: Pick<SaidInput, "input" | "clientId">): SaidInput {
    const reading = turnInput(this.#session.config, said);
    reading.items().catch(() => undefined);
    return reading;
  }
}
