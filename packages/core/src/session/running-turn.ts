import { breathe } from "@codex/slices";
import type { TurnLimits } from "../config/toml/limits-toml.js";
import { TurnDiffTracker } from "../diff/turn-diff-tracker.js";
import { CodexError, errorMessage } from "../error.js";
import type { ItemKind, ItemOf } from "../items/item.js";
import type { Notice } from "../items/notice.js";
import type { Answer, Ask } from "../items/question.js";
import type { ThreadEventBody } from "../items/thread-event.js";
import { addTokenUsage, NO_TOKENS, type TokenUsage } from "../items/token-usage.js";
import type { TurnError, TurnInfo } from "../items/turn.js";
import { ItemHandle, type NewItem } from "./item-handle.js";
import { ReviewDenials } from "./review-denials.js";
import { TurnBudget } from "./turn-budget.js";
import { type NewQuestion, TurnQuestions } from "./turn-questions.js";

export interface TurnOptions {
  readonly id: string;
  /** See `TurnInfo`. */
  readonly rootTurnId?: string | undefined;
  readonly kind: TurnInfo["kind"];
  readonly contextWindow: number | undefined;
  /** Absolute. */
  readonly cwd: string;
  readonly ask: Ask | undefined;
  readonly limits: TurnLimits;
  readonly publish: (event: ThreadEventBody) => void;
  /** Holds back the turn's events until it is announced. Default: it is announced at once. */
  readonly hold?: Disposable | undefined;
  /** Called right before the turn's end is published: from then on, input starts another turn. */
  readonly onEnd: (turn: RunningTurn) => void;
}

const STOPS_WHEN_CANCELLED: ReadonlySet<NewQuestion["kind"]> = new Set(["command", "patch", "permissions"]);

/** In characters. */
const LONG_DIFF = 64 * 1024;
const MAX_FAILURE = 500;

/** A turn as its steps see it. Everything they report goes through it, and nothing does after an interrupt. */
export class RunningTurn {
  readonly #options: TurnOptions;
  readonly #controller = new AbortController();
  readonly #items = new Set<Disposable>();
  /** The calls that have an item. */
  readonly #shownCalls = new Set<string>();
  readonly #questions: TurnQuestions;
  readonly #budget: TurnBudget;
  #info: TurnInfo;
  readonly #announced = Promise.withResolvers<void>();
  #isAnnounced = false;
  #count = 0;
  #plan: ItemHandle<"plan"> | undefined;
  /** Denials by an automatic reviewer. */
  readonly denials = new ReviewDenials();
  /** The files that the turn has changed so far. */
  readonly diff: TurnDiffTracker;
  #reportedDiff: string | undefined;
  readonly #due = new Set<() => void>();

  constructor(options: TurnOptions) {
    const { id, rootTurnId, kind, contextWindow, cwd, ask } = options;
    this.#options = options;
    this.#info = { id, rootTurnId, kind, status: "running", startedAt: Date.now(), contextWindow };
    this.diff = new TurnDiffTracker(cwd);
    this.#questions = new TurnQuestions({
      turnId: id,
      ask,
      signal: this.#controller.signal,
      publish: (event) => this.#publish(event),
    });
    this.#budget = new TurnBudget(options.limits, (error) => this.fail(error));
    this.#publish({ type: "turn-started", turn: this.#info });
    if (options.hold === undefined) this.announce();
  }

  /** Lets the turn's events through to the listeners, including those held back so far. */
  announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#options.hold?.[Symbol.dispose]();
    this.#announced.resolve();
  }

  get isAnnounced(): boolean {
    return this.#isAnnounced;
  }

  /** Settles when the turn has been announced. */
  get announced(): Promise<void> {
    return this.#announced.promise;
  }

  get info(): TurnInfo {
    return this.#info;
  }

  get id(): string {
    return this.#info.id;
  }

  /** Who answers its questions. */
  get answerer(): Ask | undefined {
    return this.#options.ask;
  }

  /** Aborted when the turn is interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  throwIfInterrupted(): void {
    if (this.signal.aborted) throw interrupted();
  }

  /** Before each request to the model. @throws CodexError when a limit of the turn is reached, or a reviewer has denied too much. */
  takeRequest(): void {
    this.throwIfInterrupted();
    this.denials.throwIfTooMany();
    this.#budget.takeRequest(this.#info.usage ?? NO_TOKENS);
  }

  /** Begins an item. */
  item<Kind extends ItemKind>(kind: Kind, fields: NewItem<Kind>): ItemHandle<Kind> {
    this.throwIfInterrupted();
    this.#count += 1;
    const own = { kind, id: `${this.id}/${this.#count}`, turnId: this.id, startedAt: Date.now() };
    // These fields and the turn's own make up the whole item; TypeScript cannot see that through the type parameter.
    const item = { status: "running", ...fields, ...own } as unknown as ItemOf<Kind>;
    const handle = new ItemHandle<Kind>(
      item,
      (event) => this.#publish(event),
      () => this.#items.delete(handle),
    );
    this.#items.add(handle);
    if ("callId" in item && item.callId !== undefined) this.#shownCalls.add(item.callId);
    return handle;
  }

  /** Reports an item that is already complete. */
  finishedItem<Kind extends ItemKind>(kind: Kind, fields: NewItem<Kind>): void {
    this.item(kind, fields).complete();
  }

  /** Counts a failed call, unless its item shows that. `what`: the tool, and why. */
  callFailed(callId: string, what: string): void {
    if (this.#shownCalls.has(callId)) return;
    const { count, first } = this.#info.failedCalls ?? { count: 0, first: what.slice(0, MAX_FAILURE) };
    this.#info = { ...this.#info, failedCalls: { count: count + 1, first } };
  }

  /** Sets the turn's current plan. The plan item ends with the turn. */
  plan(fields: NewItem<"plan">): void {
    if (this.#plan === undefined) this.#plan = this.item("plan", fields);
    else this.#plan.change(fields);
  }

  /** Asks whoever answers the turn's questions. Throws `interrupted` if the answer, or anything else, stops the turn. */
  async ask(question: NewQuestion, signal?: AbortSignal): Promise<Answer> {
    this.throwIfInterrupted();
    const answer = await this.#questions.ask(question, signal);
    if (answer.type === "cancelled" && STOPS_WHEN_CANCELLED.has(question.kind)) this.interrupt("interrupted");
    this.throwIfInterrupted();
    return answer;
  }

  notice(notice: Notice): void {
    this.#publish({ type: "notice", turnId: this.id, ...notice });
  }

  /** Reports the tokens of a request; `total` is the thread's sum including them. */
  reportUsage(last: TokenUsage, total: TokenUsage): void {
    const turn = addTokenUsage(this.#info.usage ?? NO_TOKENS, last);
    this.#info = { ...this.#info, usage: turn, lastUsage: last };
    const { contextWindow } = this.#info;
    this.#publish({ type: "usage", turnId: this.id, last, turn, total, contextWindow });
  }

  /** Returns a function that runs `act` once. At the latest, `act` runs when the turn ends, early enough to report something. */
  beforeEnd(act: () => void): () => void {
    const once = () => {
      if (this.#due.delete(once)) act();
    };
    this.#due.add(once);
    return once;
  }

  /** Counts a request made outside the turn's main conversation; reported with the turn's next request. */
  countAside(tokens: TokenUsage): void {
    this.#info = { ...this.#info, usage: addTokenUsage(this.#info.usage ?? NO_TOKENS, tokens) };
  }

  /**
   * Reports the diff of the turn's changes, which is empty if they were undone. Differs from codex-rs: a long diff is reported again only
   * if it has changed, not with each request.
   */
  async reportDiff(): Promise<void> {
    const reported = this.#reportedDiff;
    const diff = (await this.diff.unifiedDiff()) ?? (reported === undefined ? undefined : "");
    await breathe();
    if (diff === undefined || (diff === reported && (diff === "" || diff.length > LONG_DIFF))) return;
    this.#reportedDiff = diff;
    this.#publish({ type: "turn-diff", turnId: this.id, diff });
  }

  complete(finalMessage: string | undefined): void {
    this.#plan?.complete();
    this.#end({ status: "completed", finalMessage });
  }

  fail(error: unknown): void {
    this.#plan?.complete();
    this.#end({ status: "failed", error: turnError(error) });
  }

  /** Ends the turn now; what its steps still do is not reported. False if it has already ended. */
  interrupt(interruption: NonNullable<TurnInfo["interruption"]>): boolean {
    if (this.#info.status !== "running") return false;
    this.#end({ status: "interrupted", interruption });
    return true;
  }

  #end(end: Partial<TurnInfo>): void {
    if (this.#info.status !== "running") return;
    for (const act of this.#due) act();
    this.#budget[Symbol.dispose]();
    this.#questions.cancelAll();
    for (const item of this.#items) item[Symbol.dispose]();
    this.#info = { ...this.#info, ...end, endedAt: Date.now() };
    this.#options.onEnd(this);
    this.#options.publish({ type: "turn-ended", turn: this.#info });
    this.#controller.abort(interrupted());
  }

  #publish(event: ThreadEventBody): void {
    if (this.#info.status === "running") this.#options.publish(event);
  }
}

function interrupted(): CodexError {
  return new CodexError("interrupted", "the turn was interrupted");
}

function turnError(error: unknown): TurnError {
  if (!(error instanceof CodexError)) {
    return { code: "internal", message: errorMessage(error) };
  }
  const { code, message, status: httpStatus, serverCode, responseBody, retryAfterMs, resetsAt } = error;
  return { code, message, httpStatus, serverCode, responseBody, retryAfterMs, resetsAt };
}
