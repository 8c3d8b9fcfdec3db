import { mayAsk } from "../config/permissions/approval-policy.js";
import { isUnrestricted } from "../config/permissions/restrictions.js";
import { refuseForbidden } from "../config/requirements/within-requirements.js";
import { environmentContextItem } from "../context/environment-context.js";
import { CodexError } from "../error.js";
import { folderProblem } from "../files/folder-problem.js";
import type { Ask } from "../items/question.js";
import type { TurnInfo } from "../items/turn.js";
import type { SavedSettings } from "../rollout/saved-settings.js";
import { isModeAnnounced } from "../session/collaboration-mode.js";
import type { SaidInput } from "../session/input-queue.js";
import type { Session } from "../session/session.js";
import type { Turn } from "../session/turn.js";
import { isLimitReached } from "../session/turn-budget.js";
import { changedSettings, createTurnContext, type SettingsChange, type TurnContext } from "../session/turn-context.js";
import { countForGoal } from "../turn/count-for-goal.js";
import { withInterruptHook } from "../turn/interrupt-hook.js";
import { runGoalTurn, runTurn } from "../turn/run-turn.js";
import { catchUp } from "./catch-up.js";
import { folderInstructions } from "./folder-instructions.js";
import type { Mailbox } from "./mailbox.js";
import { unusedSettings } from "./unused-settings.js";

export interface NewTurn {
  readonly kind: TurnInfo["kind"];
  readonly context: TurnContext;
  /** Default: a random one. */
  readonly turnId?: string | undefined;
  readonly rootTurnId?: string | undefined;
  readonly ask?: Ask | undefined;
  /** It continues the thread's goal without a request by anybody. Default: false. */
  readonly isOwn?: boolean | undefined;
  /** It answers the waiting input, and is announced only when that has been saved. */
  readonly answersInput?: boolean | undefined;
}

/** A turn that answers a request; `announced` settles when the input has been saved and listeners know of it. */
export interface RequestedTurn {
  readonly info: TurnInfo;
  readonly announced: Promise<void>;
}

/** Starts a thread's turns, decides their settings, and handles input that arrives during a turn. */
export class ThreadTurns {
  readonly #session: Session;
  readonly #mailbox: Mailbox;
  /** The settings of the next turn. */
  #context: TurnContext;
  /** The context of the latest turn. */
  #latest: TurnContext;

  constructor(session: Session, mailbox: Mailbox, context: TurnContext) {
    this.#session = session;
    this.#mailbox = mailbox;
    this.#context = context;
    this.#latest = context;
  }

  /** The settings of the next turn. */
  get context(): TurnContext {
    return this.#context;
  }

  /** The turn that runs. */
  get active(): TurnInfo | undefined {
    return this.#session.turns.current?.info;
  }

  /**
   * Requires that no turn is running, and takes in what another process did with the thread. Returns whether it did anything.
   * @throws CodexError `request-invalid`
   */
  async idle(): Promise<boolean> {
    if (this.active !== undefined)
      throw new CodexError("request-invalid", "wait for the running turn to end, or interrupt it first");
    return catchUp(this.#session, this.#context.chosen);
  }

  /**
   * The context for a turn with settings of its own.
   * @throws CodexError `request-invalid` if its folder does not exist, or an administrator does not allow a policy.
   */
  async contextWith(changes: SettingsChange = {}): Promise<TurnContext> {
    const { cwd } = changes;
    const { chosen } = this.#context;
    // A session whose own folder is gone can still be used.
    const problem = cwd === undefined || cwd === chosen.cwd ? undefined : await folderProblem(cwd);
    if (problem !== undefined) throw new CodexError("request-invalid", problem);
    if (Object.values(changes).every((value) => value === undefined)) return this.#context;
    const { config, services } = this.#session;
    refuseForbidden(config.requirements, changes);
    return createTurnContext(config, changedSettings(chosen, changes), services.createModelClient);
  }

  /** Changes the settings of later turns. */
  async configure(changes: SettingsChange): Promise<void> {
    this.#context = await this.contextWith(changes);
    await this.#session.recorder?.recordSettings(this.#settingsOf(this.#context));
    const { cwd, workspaceRoots, approvalPolicy, sandboxPolicy, restrictions } = changes;
    if ([cwd, workspaceRoots, approvalPolicy, sandboxPolicy].every((value) => value === undefined)) return;
    await this.#session.record([
      ...(cwd === undefined ? [] : await folderInstructions(this.#session, this.#context)),
      environmentContextItem({ cwd, workspaceRoots, approvalPolicy, sandboxPolicy, denied: restrictions?.denied }),
    ]);
  }

  /**
   * Adds the input to the running turn, and undefined if none is running. The turn keeps its settings; a notice says so if the input came
   * with others.
   */
  join(
    said: SaidInput,
    from: {
      readonly ask: Ask | undefined;
      /** The id of the input's own turn, if the running one does not answer it. */
      readonly turnId?: string | undefined;
      readonly settings?: SettingsChange | undefined;
    },
  ): RequestedTurn | undefined {
    const { active } = this;
    if (active === undefined) return undefined;
    const { settings = {}, ask, turnId } = from;
    const { inputs } = this.#session;
    inputs.add(said, { ask, turnId });
    const unused = unusedSettings(settings, this.#latest.chosen);
    if (unused !== undefined) this.#session.notice(unused, active.id);
    return { info: active, announced: inputs.keep() };
  }

  /** Starts a turn that answers the input; none may be running. */
  answer(
    said: SaidInput,
    turn: Omit<NewTurn, "kind">,
    body: (turn: Turn) => Promise<string | undefined>,
  ): RequestedTurn {
    this.#session.inputs.add(said);
    return this.#begin({ kind: "input", ...turn, answersInput: true }, body);
  }

  /** Starts a turn; none may be running. */
  begin(turn: NewTurn, body: (turn: Turn) => Promise<string | undefined>): TurnInfo {
    return this.#begin(turn, body).info;
  }

  /** Starts a turn for input that no turn has answered; undefined if there is none, or a turn is running. */
  answerWaiting({ ask: earlierAsk }: Pick<NewTurn, "ask">): TurnInfo | undefined {
    const { inputs } = this.#session;
    if (this.active !== undefined || inputs.waiting.length === 0) return undefined;
    const { ask = earlierAsk, turnId } = inputs.late;
    return this.begin({ kind: "input", context: this.#context, ask, turnId }, (turn) => runTurn(turn));
  }

  /** Starts a turn for the thread's goal, if there is one to continue. */
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
  ): RequestedTurn {
    const session = this.#session;
    const { contextWindow, cwd, chosen } = context;
    this.#latest = context;
    // The session's settings are saved, not those of a review.
    session.recorder?.noteSettings(this.#settingsOf(kind === "review" ? this.#context : context));
    const onEnd = ({ status, error }: TurnInfo) => {
      // Whoever stops a turn wants nothing to continue, so input for it waits for the next one.
      if (status === "interrupted" || isLimitReached(error?.code)) session.services.agents?.interrupt();
      else if (session.inputs.waiting.length > 0) this.#answerLateInput(ask);
    };
    const { limits } = session.config;
    const beforeAnnounced = answersInput ? () => session.inputs.keep() : undefined;
    const answersServers = mayAsk(chosen.approvalPolicy, "mcp_elicitations");
    const about = { id: turnId, rootTurnId, kind, contextWindow, cwd };
    const options = { ...about, ask, limits, answersServers, onEnd, beforeAnnounced };
    const counted = (turn: Turn) => countForGoal(turn, body, { isOwn });
    const running = session.turns.start(options, (turn) =>
      withInterruptHook({ session, context, running: turn }, counted),
    );
    session.turnIds.push(running.id);
    return { info: running.info, announced: running.announced };
  }

  /** Input that joined a turn at the last moment, or a turn that failed, gets its own turn. */
  #answerLateInput(ask: Ask | undefined): void {
    void this.#mailbox.add(async () => this.answerWaiting({ ask })).catch(() => undefined);
  }

  #settingsOf({ chosen }: TurnContext): SavedSettings {
    const { mode, restrictions: all, workspaceRoots, ...settings } = chosen;
    const restrictions = isUnrestricted(all) ? undefined : { denied: [...all.denied], readOnly: [...all.readOnly] };
    const { config, history } = this.#session;
    const isAnnounced = mode.kind !== "default" || isModeAnnounced(history.developerMessages);
    const kind = isAnnounced ? mode.kind : undefined;
    const modelProvider = config.modelProviderId;
    return { ...settings, workspaceRoots: [...workspaceRoots], restrictions, modelProvider, mode: kind };
  }
}
