import { setTimeout as sleep } from "node:timers/promises";
import type { McpConnectionManager } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import { environmentContextItem } from "../context/environment-context.js";
import { CodexError } from "../error.js";
import type { EventListener } from "../events/event-hub.js";
import type { RunningTerminal } from "../exec/exec-command-sessions.js";
import { folderProblem } from "../files/folder-problem.js";
import type { Ask } from "../items/question.js";
import type { ThreadEvent } from "../items/thread-event.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import type { UserInput } from "../items/user-input.js";
import type { JsonSchema } from "../model/output-format.js";
import { checkTarget, type ReviewTarget } from "../review/review-target.js";
import type { SavedSettings } from "../rollout/saved-settings.js";
import type { SandboxScope } from "../safety/guarded-files.js";
import { sandboxOf } from "../session/sandbox-of.js";
import type { Session } from "../session/session.js";
import { isLimitReached } from "../session/turn-budget.js";
import {
  createTurnContext,
  type SettingsChange,
  type TurnContext,
  type TurnSettings,
} from "../session/turn-context.js";
import type { TurnBody } from "../session/turn-runner.js";
import { userMessageItems } from "../skills/thread-skills.js";
import { runCompactionTurn } from "../turn/compact.js";
import { runReviewTurn } from "../turn/run-review.js";
import { continueTurn, runTurn } from "../turn/run-turn.js";
import { runUserCommandTurn, type UserCommand } from "../turn/run-user-command.js";
import { type RevertOptions, type RevertResult, revertSession } from "./revert.js";
import { unusedSettings } from "./unused-settings.js";

/** How long an interrupt waits for the processes of its turn. */
const STOPPING_LIMIT_MS = 5000;

export interface StartOptions {
  /** The id that the turn is to have; new to the thread. Default: a random one. */
  readonly turnId?: string | undefined;
  /** Settings of this turn alone; `configure` changes those of later turns. */
  readonly settings?: SettingsChange | undefined;
  /** Answers the turn's questions. Without it every answer is no. */
  readonly ask?: Ask | undefined;
  /** What the turn's final message is to fit. Whether it does is for the caller to check. */
  readonly outputSchema?: JsonSchema | undefined;
  /** The client's name for the message, shown in its item. */
  readonly clientId?: string | undefined;
}

export interface SteerOptions {
  readonly expectedTurnId: string;
  readonly clientId?: string | undefined;
}

/** One reader of a thread's events. Its functions must not throw. */
export type ThreadListener = EventListener<ThreadEvent>;

/**
 * A thread: what the user and the model say and do, turn by turn. Made by the `ThreadManager`. What it is asked for is carried
 * out one after the other, in the order of the calls; each throws `CodexError` `conversation-ended` once the thread was closed.
 */
export class Thread implements AsyncDisposable {
  readonly #session: Session;
  /** What turns start from. */
  #context: TurnContext;
  /** That of the latest turn. */
  #runningContext: TurnContext;
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(session: Session, context: TurnContext) {
    this.#session = session;
    this.#context = context;
    this.#runningContext = context;
  }

  /** UUID; also the name of its rollout. */
  get id(): string {
    return this.#session.id;
  }

  /** What turns start from. */
  get settings(): TurnSettings {
    return this.#context.chosen;
  }

  /** How what runs for it is confined, but for what somebody allowed. */
  get sandbox(): SandboxScope {
    return sandboxOf(this.#session, this.#context);
  }

  /** The turn that runs. */
  get activeTurn(): TurnInfo | undefined {
    return this.#session.turns.current?.info;
  }

  /** Whether it has been closed: nothing can be asked of it any more. */
  get isClosed(): boolean {
    return this.#closing !== undefined;
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

  /** The thread's MCP servers; undefined when there are none. */
  get mcp(): McpConnectionManager | undefined {
    return this.#session.services.mcp;
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
    return this.#session.services.mcp?.listTools() ?? {};
  }

  /**
   * Begins a turn, or joins the one that runs, whose settings stay; gives the turn that answers. Throws `request-invalid` when it is to
   * work in a folder that is not there.
   */
  start(input: readonly UserInput[], options: StartOptions = {}): Promise<TurnInfo> {
    return this.#enqueue(async () => {
      const { clientId, settings, outputSchema } = options;
      const running = await this.#join(input, { clientId, ask: options.ask });
      if (running !== undefined) {
        const unused = unusedSettings(settings ?? {}, this.#runningContext);
        if (unused !== undefined) this.#session.notice(unused, running.id);
        return running;
      }
      const context = settings === undefined ? this.#context : await this.#contextWith(settings);
      return this.#begin("input", { context, ...options }, (turn) =>
        runTurn({ session: this.#session, context, running: turn, outputSchema }, { input, clientId }),
      );
    });
  }

  /**
   * Goes on, in a turn of its own, with what the transcript ends with: the input of a turn that broke off when its process did.
   * Throws `request-invalid` while a turn runs.
   */
  continue(options: Omit<StartOptions, "clientId"> = {}): Promise<TurnInfo> {
    return this.#enqueue(async () => {
      this.#refuseWhileRunning();
      const { settings, outputSchema } = options;
      const context = settings === undefined ? this.#context : await this.#contextWith(settings);
      return this.#begin("input", { context, ...options }, (turn) =>
        continueTurn({ session: this.#session, context, running: turn, outputSchema }),
      );
    });
  }

  /** Adds to the running turn. Throws `request-invalid` when it is not `expectedTurnId` that runs. */
  steer(input: readonly UserInput[], { expectedTurnId, clientId }: SteerOptions): Promise<TurnInfo> {
    return this.#enqueue(async () => {
      const joined =
        this.activeTurn?.id === expectedTurnId ? await this.#join(input, { clientId, ask: undefined }) : undefined;
      if (joined === undefined) throw new CodexError("request-invalid", `the turn ${expectedTurnId} is not running`);
      return joined;
    });
  }

  /** Stops the turn, of that id if one is given; settles when its processes are gone. False when there was nothing to stop. */
  interrupt(turnId?: string): Promise<boolean> {
    return this.#enqueue(async () => {
      if (turnId !== undefined && this.activeTurn?.id !== turnId) return false;
      if (!this.#session.interrupt()) return false;
      await Promise.race([this.#session.turns.settled(), sleep(STOPPING_LIMIT_MS, undefined, { ref: false })]);
      return true;
    });
  }

  /** Changes what later turns start from; what is absent stays as it is. */
  configure(settings: SettingsChange): Promise<void> {
    return this.#enqueue(async () => {
      this.#context = await this.#contextWith(settings);
      const { cwd, approvalPolicy, sandboxPolicy } = settings;
      if (cwd === undefined && approvalPolicy === undefined && sandboxPolicy === undefined) return;
      await this.#session.record([environmentContextItem({ cwd, approvalPolicy, sandboxPolicy })]);
    });
  }

  /** Adds items to the transcript that the model is sent, behind what a turn that was stopped still says. */
  inject(items: readonly ResponseItem[]): Promise<void> {
    return this.#enqueue(async () => {
      if (this.activeTurn === undefined) await this.#session.turns.settled();
      await this.keep();
      await this.#session.record(items);
    });
  }

  /** Replaces earlier messages by a summary, in a turn of its own. Throws `request-invalid` while a turn runs. */
  compact(options: Pick<StartOptions, "turnId"> = {}): Promise<TurnInfo> {
    return this.#enqueue(async () => {
      this.#refuseWhileRunning();
      const context = this.#context;
      return this.#begin("compaction", { context, ...options }, (turn) =>
        runCompactionTurn({ session: this.#session, context, running: turn }),
      );
    });
  }

  /**
   * Has changes reviewed, in a turn of its own that changes nothing and asks nobody: by `review_model`, where the configuration has
   * one. Throws `request-invalid` while a turn runs, and when the target names nothing.
   */
  review(target: ReviewTarget, options: Pick<StartOptions, "turnId"> = {}): Promise<TurnInfo> {
    return this.#enqueue(async () => {
      checkTarget(target);
      this.#refuseWhileRunning();
      const session = this.#session;
      const { reviewModel: model } = session.config;
      const context = await this.#contextWith({ model, approvalPolicy: "never", sandboxPolicy: { mode: "read-only" } });
      return this.#begin("review", { context, ...options }, (turn) =>
        runReviewTurn({ session, context, running: turn }, target),
      );
    });
  }

  /** Runs a command of the user in a turn of its own. Throws `request-invalid` while a turn runs. */
  runUserCommand(command: UserCommand): Promise<TurnInfo> {
    return this.#enqueue(async () => {
      this.#refuseWhileRunning();
      const context = this.#context;
      return this.#begin("user-command", { context }, (turn) =>
        runUserCommandTurn({ session: this.#session, context, running: turn }, command),
      );
    });
  }

  /**
   * Undoes a turn and those after it: in the conversation, in the files, or in both. Throws `request-invalid` while a turn runs, when
   * there is no such turn, and when the files were not kept before it.
   */
  revert(options: RevertOptions): Promise<RevertResult> {
    return this.#enqueue(async () => {
      this.#refuseWhileRunning();
      await this.#session.turns.settled();
      const result = await revertSession(this.#session, this.settings, options);
      const { beforeTurnId, what } = options;
      if (what !== "files") this.#session.publish({ type: "reverted", beforeTurnId });
      return result;
    });
  }

  /** Stops what runs and closes the thread; settles when nothing of it is left. */
  close(): Promise<void> {
    this.#closing ??= this.#last.then(async () => {
      await this.#session.close();
      this.#session.publish({ type: "closed" });
      this.#session.events.hub.close();
    });
    return this.#closing;
  }

  /** Settles when everything that was asked for so far has been carried out or has begun its turn. */
  async handled(): Promise<void> {
    await this.#last;
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

  #enqueue<Result>(action: () => Promise<Result>): Promise<Result> {
    if (this.isClosed)
      return Promise.reject(new CodexError("conversation-ended", `the thread ${this.id} has been closed`));
    const run = this.#last.then(action);
    this.#last = run.catch(() => undefined);
    return run;
  }

  #refuseWhileRunning(): void {
    if (this.activeTurn !== undefined)
      throw new CodexError("request-invalid", "wait for the running turn to end, or interrupt it first");
  }

  /** Adds the input to the running turn; undefined when none runs. */
  async #join(
    input: readonly UserInput[],
    from: { readonly clientId: string | undefined; readonly ask: Ask | undefined },
  ): Promise<TurnInfo | undefined> {
    if (this.activeTurn === undefined) return undefined;
    const items = await userMessageItems(this.#session.config, input);
    // It may have ended while images were read.
    const running = this.activeTurn;
    if (running !== undefined) this.#session.inject({ input, items, ...from });
    return running;
  }

  #begin(
    kind: TurnInfo["kind"],
    { context, turnId, ask }: Pick<StartOptions, "turnId" | "ask"> & { readonly context: TurnContext },
    body: TurnBody,
  ): TurnInfo {
    const { contextWindow, cwd } = context;
    this.#runningContext = context;
    // A session goes on with its own settings, not with those of a review.
    this.#session.recorder?.noteSettings(this.#settingsOf(kind === "review" ? this.#context : context));
    const onEnd = ({ status, error }: TurnInfo) => {
      // Whoever stops a turn wants nothing to go on: what was said to it then waits for the next one.
      if (status === "interrupted" || isLimitReached(error?.code)) this.#session.services.agents?.interrupt();
      else if (this.#session.hasPendingInput) this.#answerLateInput(ask);
    };
    const { limits } = this.#session.config;
    return this.#session.turns.start({ id: turnId, kind, contextWindow, cwd, ask, limits, onEnd }, body).info;
  }

  /** Input that joined a turn in its last moment, or one that failed, gets a turn of its own. */
  #answerLateInput(earlierAsk: Ask | undefined): void {
    const session = this.#session;
    void this.#enqueue(async () => {
      if (this.activeTurn !== undefined || !session.hasPendingInput) return;
      const [context, ask] = [this.#context, session.lateAsk ?? earlierAsk];
      this.#begin("input", { context, ask }, (turn) => runTurn({ session, context, running: turn }));
    }).catch(() => undefined);
  }

  #settingsOf({ chosen }: TurnContext): SavedSettings {
    const { cwd, approvalPolicy, sandboxPolicy, model, effort, summary } = chosen;
    const modelProvider = this.#session.config.modelProviderId;
    return { cwd, approvalPolicy, sandboxPolicy, model, effort, summary, modelProvider };
  }

  async #contextWith(changes: SettingsChange): Promise<TurnContext> {
    const { cwd } = changes;
    // A session whose own folder has gone can still be talked to.
    const problem = cwd === undefined || cwd === this.settings.cwd ? undefined : await folderProblem(cwd);
    if (problem !== undefined) throw new CodexError("request-invalid", problem);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const { config, services } = this.#session;
    return createTurnContext(config, { ...this.settings, ...given }, services.createModelClient);
  }
}
