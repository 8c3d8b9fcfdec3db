import { mayAsk } from "../config/approval-policy.js";
import { refuseForbidden } from "../config/within-requirements.js";
import { environmentContextItem } from "../context/environment-context.js";
import { CodexError } from "../error.js";
import { folderProblem } from "../files/folder-problem.js";
import type { Ask } from "../items/question.js";
import type { TurnInfo } from "../items/turn.js";
import type { SavedSettings } from "../rollout/saved-settings.js";
import { isModeTold } from "../session/collaboration-mode.js";
import type { SaidInput } from "../session/input-queue.js";
import type { Session } from "../session/session.js";
import type { Turn } from "../session/turn.js";
import { isLimitReached } from "../session/turn-budget.js";
import { createTurnContext, type SettingsChange, type TurnContext } from "../session/turn-context.js";
import { countForGoal } from "../turn/count-for-goal.js";
import { runGoalTurn, runTurn } from "../turn/run-turn.js";
import { catchUp } from "./catch-up.js";
import type { Mailbox } from "./mailbox.js";
import { unusedSettings } from "./unused-settings.js";

export interface NewTurn {
  readonly kind: TurnInfo["kind"];
  readonly context: TurnContext;
  /** Default: a random one. */
  readonly turnId?: string | undefined;
  readonly rootTurnId?: string | undefined;
  readonly ask?: Ask | undefined;
  /** Nobody asked for it: it goes on with the thread's goal. Default: false. */
  readonly isOwn?: boolean | undefined;
  /** It answers what waits: nobody is told of it before that is kept. */
  readonly answersInput?: boolean | undefined;
}

/** A turn that somebody asked for; `told` settles when that is kept and listeners have heard of it. */
export interface AskedTurn {
  readonly info: TurnInfo;
  readonly told: Promise<void>;
}

/** How a thread's turns begin, under which settings, and what becomes of input that comes while one runs. */
export class ThreadTurns {
  readonly #session: Session;
  readonly #mailbox: Mailbox;
  /** What turns start from. */
  #context: TurnContext;
  /** That of the latest turn. */
  #latest: TurnContext;

  constructor(session: Session, mailbox: Mailbox, context: TurnContext) {
    this.#session = session;
    this.#mailbox = mailbox;
    this.#context = context;
    this.#latest = context;
  }

  /** What turns start from. */
  get context(): TurnContext {
    return this.#context;
  }

  /** The turn that runs. */
  get active(): TurnInfo | undefined {
    return this.#session.turns.current?.info;
  }

  /**
   * For what begins or changes something while no turn runs: goes on from what another process did with the thread; gives whether one did.
   * @throws CodexError `request-invalid`
   */
  async idle(): Promise<boolean> {
    if (this.active !== undefined)
      throw new CodexError("request-invalid", "wait for the running turn to end, or interrupt it first");
    return catchUp(this.#session, this.#context.chosen);
  }

  /**
   * What a turn starts from that has settings of its own.
   * @throws CodexError `request-invalid` when its folder is not there, or an administrator does not allow a policy.
   */
  async contextWith(changes: SettingsChange = {}): Promise<TurnContext> {
    const { cwd } = changes;
    const { chosen } = this.#context;
    // A session whose own folder has gone can still be talked to.
    const problem = cwd === undefined || cwd === chosen.cwd ? undefined : await folderProblem(cwd);
    if (problem !== undefined) throw new CodexError("request-invalid", problem);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0) return this.#context;
    const { config, services } = this.#session;
    refuseForbidden(config.requirements, changes);
    return createTurnContext(config, { ...chosen, ...given }, services.createModelClient);
  }

  /** Changes what later turns start from. */
  async configure(changes: SettingsChange): Promise<void> {
    this.#context = await this.contextWith(changes);
    await this.#session.recorder?.recordSettings(this.#settingsOf(this.#context));
    const { cwd, approvalPolicy, sandboxPolicy } = changes;
    if (cwd === undefined && approvalPolicy === undefined && sandboxPolicy === undefined) return;
    await this.#session.record([environmentContextItem({ cwd, approvalPolicy, sandboxPolicy })]);
  }

  /** Adds the input to the running turn, whose settings stay, and says so where others came with it; undefined when none runs. */
  join(
    said: SaidInput,
    from: {
      readonly ask: Ask | undefined;
      /** That of the turn which the input gets when this one does not answer it. */
      readonly turnId?: string | undefined;
      readonly settings?: SettingsChange | undefined;
    },
  ): AskedTurn | undefined {
    const { active } = this;
    if (active === undefined) return undefined;
    const { settings = {}, ask, turnId } = from;
    const { inputs } = this.#session;
    inputs.add(said, { ask, turnId });
    const unused = unusedSettings(settings, this.#latest.chosen);
    if (unused !== undefined) this.#session.notice(unused, active.id);
    return { info: active, told: inputs.keep() };
  }

  /** Begins the turn that answers the input; none may be running. */
  answer(said: SaidInput, turn: Omit<NewTurn, "kind">, body: (turn: Turn) => Promise<string | undefined>): AskedTurn {
    this.#session.inputs.add(said);
    return this.#begin({ kind: "input", ...turn, answersInput: true }, body);
  }

  /** Begins a turn; none may be running. */
  begin(turn: NewTurn, body: (turn: Turn) => Promise<string | undefined>): TurnInfo {
    return this.#begin(turn, body).info;
  }

  /** Begins a turn for what was said and no turn has answered; undefined when nothing waits, or one runs. */
  answerWaiting({ ask: earlierAsk }: Pick<NewTurn, "ask">): TurnInfo | undefined {
    const { inputs } = this.#session;
    if (this.active !== undefined || inputs.waiting.length === 0) return undefined;
    const { ask = earlierAsk, turnId } = inputs.late;
    return this.begin({ kind: "input", context: this.#context, ask, turnId }, (turn) => runTurn(turn));
  }

  /** Begins a turn for the thread's goal, where there is one to go on with. */
  async pursueGoal({ ask }: Pick<NewTurn, "ask">): Promise<TurnInfo | undefined> {
    const session = this.#session;
    const context = this.#context;
    const isBusy = this.active !== undefined || session.inputs.waiting.length > 0;
    if (session.goal === undefined || isBusy || context.mode.kind === "plan") return undefined;
    await catchUp(session, context.chosen);
    const { goal, halted } = await session.goal.forOwnTurn();
    if (halted !== undefined) {
      const message = `The goal is paused: ${halted}. Say what to do differently, or set it to active again`;
      session.notice({ level: "warning", code: "goal-paused", message });
    }
    if (goal === undefined) return undefined;
    return this.begin({ kind: "input", context, ask, isOwn: true }, (turn) => runGoalTurn(turn, goal));
  }

  #begin(
    { kind, context, turnId, rootTurnId, ask, isOwn = false, answersInput = false }: NewTurn,
    body: (turn: Turn) => Promise<string | undefined>,
  ): AskedTurn {
    const session = this.#session;
    const { contextWindow, cwd, chosen } = context;
    this.#latest = context;
    // A session goes on with its own settings, not with those of a review.
    session.recorder?.noteSettings(this.#settingsOf(kind === "review" ? this.#context : context));
    const onEnd = ({ status, error }: TurnInfo) => {
      // Whoever stops a turn wants nothing to go on: what was said to it then waits for the next one.
      if (status === "interrupted" || isLimitReached(error?.code)) session.services.agents?.interrupt();
      else if (session.inputs.waiting.length > 0) this.#answerLateInput(ask);
    };
    const { limits } = session.config;
    const beforeTold = answersInput ? () => session.inputs.keep() : undefined;
    const answersServers = mayAsk(chosen.approvalPolicy, "mcp_elicitations");
    const about = { id: turnId, rootTurnId, kind, contextWindow, cwd };
    const options = { ...about, ask, limits, answersServers, onEnd, beforeTold };
    const running = session.turns.start(options, (turn) =>
      countForGoal({ session, context, running: turn }, body, { isOwn }),
    );
    session.turnIds.push(running.id);
    return { info: running.info, told: running.told };
  }

  /** Input that joined a turn in its last moment, or one that failed, gets a turn of its own. */
  #answerLateInput(ask: Ask | undefined): void {
    void this.#mailbox.add(async () => this.answerWaiting({ ask })).catch(() => undefined);
  }

  #settingsOf({ chosen }: TurnContext): SavedSettings {
    const { cwd, approvalPolicy, sandboxPolicy, model, effort, summary, mode } = chosen;
    const { config, history } = this.#session;
    const isTold = mode.kind !== "default" || isModeTold(history.developerMessages);
    const kind = isTold ? mode.kind : undefined;
    const modelProvider = config.modelProviderId;
    return { cwd, approvalPolicy, sandboxPolicy, model, effort, summary, modelProvider, mode: kind };
  }
}
