import type { ResponseItem } from "@codex/protocol";
import { errorMessage } from "../error.js";
import type { Goal } from "../items/goal.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { GoalStore } from "../store/thread-store.js";
import { waitWithin } from "../wait-within.js";
import { changedGoal, type GoalChange, type GoalResult, goalAfterWork, isWorkedFor } from "./change-goal.js";
import { newObjectiveMessage, usedUpBudgetMessage } from "./goal-messages.js";
import { OwnTurns } from "./own-turns.js";

const SOON_MS = 500;

export interface ThreadGoalOptions {
  readonly threadId: string;
  readonly store: GoalStore;
  /** Called with the goal as stored, after every change; undefined if the goal was removed. `turnId`: the turn that caused the change. */
  readonly onChange: (goal: Goal | undefined, turnId: string | undefined) => void;
  /** Queues an item for the running turn's next request. */
  readonly queueItem?: ((item: ResponseItem) => void) | undefined;
}

/** A turn whose work counts, since the last time it was counted. */
interface CountedTurn {
  readonly id: string;
  tokens: number;
  since: number;
  knowsBudgetIsUsedUp: boolean;
}

/** The goal of one thread. Changes are made one at a time and stored before anyone is notified. */
export class ThreadGoal {
  readonly #options: ThreadGoalOptions;
  readonly #ownTurns = new OwnTurns();
  /** The goal after the latest change. */
  #goal: Promise<Goal | undefined> | undefined;
  #turn: CountedTurn | undefined;

  constructor(options: ThreadGoalOptions) {
    this.#options = options;
  }

  /** Returns the goal, if any. Throws the errors of its store. */
  read(): Promise<Goal | undefined> {
    if (this.#goal !== undefined) return this.#goal;
    const { store, threadId } = this.#options;
    return this.#remember(store.readGoal(threadId));
  }

  /** Creates a goal or changes the existing one. */
  async set(change: GoalChange): Promise<GoalResult> {
    this.#ownTurns.reset();
    const before = await this.count();
    const result = await this.#set((goal) => changedGoal(goal, change, Date.now()));
    if (!result.ok || before === undefined || this.#turn === undefined) return result;
    const { goal } = result;
    if (goal.status === "active" && goal.objective !== before.objective)
      this.#options.queueItem?.(newObjectiveMessage(goal));
    return result;
  }

  /** Creates a goal, unless there is one that is not complete. */
  async create(change: GoalChange): Promise<GoalResult> {
    await this.count();
    return this.#set((goal) => {
      if (goal === undefined || goal.status === "complete") return changedGoal(undefined, change, Date.now());
      return { ok: false, message: "the thread already has a goal; complete that one first" };
    }, this.#turn?.id);
  }

  /** Sets the goal's status, at the request of the model that works on it. */
  async update(status: Goal["status"]): Promise<GoalResult> {
    await this.count();
    return this.#set((goal) => changedGoal(goal, { status }, Date.now()), this.#turn?.id);
  }

  /** Copies another thread's goal. */
  async copy(goal: Goal): Promise<void> {
    await this.#change(() => goal);
  }

  /** Removes the goal; false if there was none. */
  async clear(): Promise<boolean> {
    const before = await this.count();
    await this.#change(() => undefined);
    return before !== undefined;
  }

  /** Starts counting the turn's work, if there is a goal to work for. */
  beginTurn(id: string, { isOwn }: { readonly isOwn: boolean }): void {
    this.#turn = { id, tokens: 0, since: Date.now(), knowsBudgetIsUsedUp: false };
    if (isOwn) this.#ownTurns.begin();
    else this.#ownTurns.reset();
  }

  /** Counts an answered request of the turn. */
  addTokens({ inputTokens, cachedInputTokens = 0, outputTokens }: TokenUsage): void {
    if (this.#turn !== undefined) this.#turn.tokens += Math.max(0, inputTokens - cachedInputTokens) + outputTokens;
  }

  /** Called when the turn has run the model's calls and is about to ask it again. */
  async stepEnded(): Promise<void> {
    this.#ownTurns.didSomething();
    const goal = await this.count();
    if (goal?.status !== "budgetLimited" || this.#turn === undefined || this.#turn.knowsBudgetIsUsedUp) return;
    this.#turn.knowsBudgetIsUsedUp = true;
    this.#options.queueItem?.(usedUpBudgetMessage(goal));
  }

  /** Called when the turn is over. `stopped`: the goal's new status, if an error ended the turn. */
  async endTurn(stopped: "blocked" | "usageLimited" | undefined): Promise<void> {
    await this.count(stopped);
    this.#turn = undefined;
  }

  /** Counts the turn's work since the last count and returns the goal. `stopped`: the new status of an active goal. Does not throw. */
  async count(stopped?: "blocked" | "usageLimited"): Promise<Goal | undefined> {
    const turn = this.#turn;
    if (turn === undefined) return this.read().catch(() => undefined);
    let taken = { tokens: 0, since: turn.since };
    const counting = this.#change((goal) => {
      const { tokens, since } = turn;
      const now = Date.now();
      const worked = isWorkedFor(goal) ? goalAfterWork(goal, { tokens, ms: now - since }, now) : goal;
      const isStopped = worked?.status === "active" && stopped !== undefined;
      const counted = isStopped ? { ...worked, status: stopped } : worked;
      // Listeners see whole seconds, so a smaller change is not reported.
      if (counted !== goal && !isStopped && tokens === 0 && isSameSecond(counted, goal)) return goal;
      taken = { tokens, since };
      turn.tokens = 0;
      turn.since = now;
      return counted;
    }, turn.id);
    return counting.catch(() => {
      // Work that could not be stored is counted again with the next count.
      turn.tokens += taken.tokens;
      turn.since = taken.since;
      return this.read().catch(() => undefined);
    });
  }

  /** Counts for a caller that cannot wait long; if counting takes longer, the change is reported later. */
  async countSoon(): Promise<void> {
    await waitWithin(this.count(), { ms: SOON_MS });
  }

  /** The goal that an unrequested turn may continue. Pauses the goal if there have been too many such turns. */
  async forOwnTurn(): Promise<{ readonly goal?: Goal; readonly halted?: string }> {
    const goal = await this.read();
    if (goal?.status !== "active") return {};
    const halted = this.#ownTurns.reasonToHalt();
    if (halted === undefined) return { goal };
    await this.update("paused");
    return { halted };
  }

  /** After a failed read, the next call reads again. */
  #remember(goal: Promise<Goal | undefined>): Promise<Goal | undefined> {
    this.#goal = goal;
    goal.catch(() => {
      if (this.#goal === goal) this.#goal = undefined;
    });
    return goal;
  }

  async #set(change: (goal: Goal | undefined) => GoalResult, turnId?: string): Promise<GoalResult> {
    let result: GoalResult = { ok: false, message: "the goal cannot be read" };
    try {
      await this.#change((before) => {
        result = change(before);
        return result.ok ? result.goal : before;
      }, turnId);
      return result;
    } catch (error) {
      return { ok: false, message: `the goal could not be saved: ${errorMessage(error)}` };
    }
  }

  /** Returns the changed goal once it is stored and reported. Returning the same object means no change. */
  #change(change: (goal: Goal | undefined) => Goal | undefined, turnId?: string): Promise<Goal | undefined> {
    const { store, threadId, onChange } = this.#options;
    const before = this.read();
    const changing = before.then(async (was) => {
      const is = change(was);
      if (is === was) return is;
      await store.writeGoal(threadId, is);
      onChange(is, turnId);
      return is;
    });
    // A change that cannot be stored leaves the goal as it was.
    this.#remember(changing.catch(() => before));
    return changing;
  }
}

const isSameSecond = (goal: Goal | undefined, before: Goal | undefined): boolean =>
  Math.floor((goal?.timeUsedMs ?? 0) / 1000) === Math.floor((before?.timeUsedMs ?? 0) / 1000);
