import { setTimeout as sleep } from "node:timers/promises";
import type { ResponseItem } from "@codex/protocol";
import type { Goal } from "../items/goal.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { GoalStore } from "../store/thread-store.js";
import { changedGoal, type GoalChange, type GoalResult, goalAfterWork, isWorkedFor } from "./change-goal.js";
import { goalWithNewObjective, goalWithoutBudget } from "./goal-words.js";
import { OwnTurns } from "./own-turns.js";

const SOON_MS = 500;

export interface ThreadGoalOptions {
  readonly threadId: string;
  readonly store: GoalStore;
  /** Told of the goal as it is now, once that is kept; undefined when there is none any more. `turnId`: whose work it was. */
  readonly onChange: (goal: Goal | undefined, turnId: string | undefined) => void;
  /** Keeps what the running turn's model is told before its next request. */
  readonly queueItem?: ((item: ResponseItem) => void) | undefined;
}

/** A turn whose work counts, from the last time on that it was counted. */
interface CountedTurn {
  readonly id: string;
  tokens: number;
  since: number;
  isToldOfBudget: boolean;
}

/** The goal of one thread: kept before anybody hears of a change, one change after the other. */
export class ThreadGoal {
  readonly #options: ThreadGoalOptions;
  readonly #ownTurns = new OwnTurns();
  /** As the last change leaves it. */
  #goal: Promise<Goal | undefined> | undefined;
  #turn: CountedTurn | undefined;

  constructor(options: ThreadGoalOptions) {
    this.#options = options;
  }

  /** The goal; undefined where there is none. Throws what its store does. */
  read(): Promise<Goal | undefined> {
    if (this.#goal !== undefined) return this.#goal;
    const { store, threadId } = this.#options;
    return this.#remember(store.readGoal(threadId));
  }

  /** Makes a goal, or changes the one that is there. */
  async set(change: GoalChange): Promise<GoalResult> {
    this.#ownTurns.somebodySpoke();
    const before = await this.count();
    const result = await this.#set((goal) => changedGoal(goal, change, Date.now()));
    if (!result.ok || before === undefined || this.#turn === undefined) return result;
    const { goal } = result;
    if (goal.status === "active" && goal.objective !== before.objective)
      this.#options.queueItem?.(goalWithNewObjective(goal));
    return result;
  }

  /** Makes a goal where there is none that is still to be met. */
  async create(change: GoalChange): Promise<GoalResult> {
    await this.count();
    return this.#set((goal) => {
      if (goal === undefined || goal.status === "complete") return changedGoal(undefined, change, Date.now());
      return { ok: false, message: "the thread has a goal that is not complete; that one comes first" };
    }, this.#turn?.id);
  }

  /** Says where the goal stands, by the one who works on it. */
  async update(status: Goal["status"]): Promise<GoalResult> {
    await this.count();
    return this.#set((goal) => changedGoal(goal, { status }, Date.now()), this.#turn?.id);
  }

  /** Takes another thread's goal over. */
  async copy(goal: Goal): Promise<void> {
    await this.#change(() => goal);
  }

  /** False when there was none. */
  async clear(): Promise<boolean> {
    const before = await this.count();
    await this.#change(() => undefined);
    return before !== undefined;
  }

  /** From now on what the turn does counts, while there is a goal to work for. */
  beginTurn(id: string, { isOwn }: { readonly isOwn: boolean }): void {
    this.#turn = { id, tokens: 0, since: Date.now(), isToldOfBudget: false };
    if (isOwn) this.#ownTurns.begin();
    else this.#ownTurns.somebodySpoke();
  }

  /** A request of the turn was answered. */
  addTokens({ inputTokens, cachedInputTokens = 0, outputTokens }: TokenUsage): void {
    if (this.#turn !== undefined) this.#turn.tokens += Math.max(0, inputTokens - cachedInputTokens) + outputTokens;
  }

  /** The turn has done what the model called for, and asks it again. */
  async stepEnded(): Promise<void> {
    this.#ownTurns.didSomething();
    const goal = await this.count();
    if (goal?.status !== "budgetLimited" || this.#turn === undefined || this.#turn.isToldOfBudget) return;
    this.#turn.isToldOfBudget = true;
    this.#options.queueItem?.(goalWithoutBudget(goal));
  }

  /** The turn is over; `stopped`: what the goal is for an error that ended it. */
  async endTurn(stopped: "blocked" | "usageLimited" | undefined): Promise<void> {
    await this.count(stopped);
    this.#turn = undefined;
  }

  /** Counts what the turn did since it was counted last; gives the goal. `stopped`: what an active one is now. Does not throw. */
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
      // Whole seconds are told of.
      if (counted !== goal && !isStopped && tokens === 0 && isSameSecond(counted, goal)) return goal;
      taken = { tokens, since };
      turn.tokens = 0;
      turn.since = now;
      return counted;
    }, turn.id);
    return counting.catch(() => {
      // What could not be kept is counted with what comes next.
      turn.tokens += taken.tokens;
      turn.since = taken.since;
      return this.read().catch(() => undefined);
    });
  }

  /** Counts for somebody who cannot wait long: what takes longer is told later. */
  async countSoon(): Promise<void> {
    await Promise.race([this.count(), sleep(SOON_MS, undefined, { ref: false })]);
  }

  /** The goal that a turn may begin for which nobody asked for; one that has had enough of them is paused. */
  async forOwnTurn(): Promise<{ readonly goal?: Goal; readonly halted?: string }> {
    const goal = await this.read();
    if (goal?.status !== "active") return {};
    const halted = this.#ownTurns.reasonToHalt();
    if (halted === undefined) return { goal };
    await this.update("paused");
    return { halted };
  }

  /** One that could not be read is read again. */
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
      return { ok: false, message: `the goal could not be saved: ${error instanceof Error ? error.message : error}` };
    }
  }

  /** Gives the goal as it is afterwards, once that is kept and told; the very same object is no change. */
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
    // A change that cannot be kept leaves the goal as it was.
    this.#remember(changing.catch(() => before));
    return changing;
  }
}

const isSameSecond = (goal: Goal | undefined, before: Goal | undefined): boolean =>
  Math.floor((goal?.timeUsedMs ?? 0) / 1000) === Math.floor((before?.timeUsedMs ?? 0) / 1000);
