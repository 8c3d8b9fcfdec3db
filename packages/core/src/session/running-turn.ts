import { breathe } from "@codex/slices";
import type { TurnLimits } from "../config/limits-toml.js";
import { TurnDiffTracker } from "../diff/turn-diff-tracker.js";
import { CodexError } from "../error.js";
import type { ItemKind, ItemOf } from "../items/item.js";
import type { Notice } from "../items/notice.js";
import type { Answer, Ask } from "../items/question.js";
import type { ThreadEventBody } from "../items/thread-event.js";
import { addTokenUsage, NO_TOKENS, type TokenUsage } from "../items/token-usage.js";
import type { TurnError, TurnInfo } from "../items/turn.js";
import { ItemHandle, type NewItem } from "./item-handle.js";
import { TurnBudget } from "./turn-budget.js";
import { type NewQuestion, TurnQuestions } from "./turn-questions.js";

export interface TurnOptions {
  readonly id: string;
  readonly rootTurnId?: string | undefined;
  readonly kind: TurnInfo["kind"];
  readonly contextWindow: number | undefined;
  /** Absolute. */
  readonly cwd: string;
  readonly ask: Ask | undefined;
  readonly limits: TurnLimits;
  readonly publish: (event: ThreadEventBody) => void;
  /** Keeps it from the listeners until it is to be told of. Default: they hear of it at once. */
  readonly hold?: Disposable | undefined;
  /** Called right before the turn's end is told: from now on input starts another one. */
  readonly onEnd: (turn: RunningTurn) => void;
}

const STOPS_WHEN_CANCELLED: ReadonlySet<NewQuestion["kind"]> = new Set(["command", "patch", "permissions"]);

/** In characters. */
const LONG_DIFF = 64 * 1024;

/** A turn as its steps see it: what they do and say goes through it, until it is interrupted; nothing does afterwards. */
export class RunningTurn {
  readonly #options: TurnOptions;
  readonly #controller = new AbortController();
  readonly #items = new Set<ItemHandle<ItemKind>>();
  readonly #questions: TurnQuestions;
  readonly #budget: TurnBudget;
  #info: TurnInfo;
  readonly #told = Promise.withResolvers<void>();
  #isTold = false;
  #count = 0;
  #plan: ItemHandle<"plan"> | undefined;
  /** What the turn has changed so far. */
  readonly diff: TurnDiffTracker;
  #toldDiff: string | undefined;
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
    if (options.hold === undefined) this.tell();
  }

  /** From here on listeners hear of it; what it said so far they hear now. */
  tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#options.hold?.[Symbol.dispose]();
    this.#told.resolve();
  }

  get isTold(): boolean {
    return this.#isTold;
  }

  /** Settles when listeners have heard of it. */
  get told(): Promise<void> {
    return this.#told.promise;
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

  /** Before each request to the model. @throws CodexError when a limit of the turn is reached. */
  takeRequest(): void {
    this.throwIfInterrupted();
    this.#budget.takeRequest(this.#info.usage ?? NO_TOKENS);
  }

  /** Begins an item. */
  item<Kind extends ItemKind>(kind: Kind, fields: NewItem<Kind>): ItemHandle<Kind> {
    this.throwIfInterrupted();
    this.#count += 1;
    const own = { kind, id: `${this.id}/${this.#count}`, turnId: this.id, startedAt: Date.now() };
    // The fields of that kind and the turn's own make the item whole; TypeScript cannot see it through the type parameter.
    const item = { status: "running", ...fields, ...own } as unknown as ItemOf<Kind>;
    const handle = new ItemHandle<Kind>(
      item,
      (event) => this.#publish(event),
      (ended) => this.#items.delete(ended as unknown as ItemHandle<ItemKind>),
    );
    this.#items.add(handle as unknown as ItemHandle<ItemKind>);
    return handle;
  }

  /** An item that is over as it begins. */
  finishedItem<Kind extends ItemKind>(kind: Kind, fields: NewItem<Kind>): void {
    this.item(kind, fields).complete();
  }

  /** The plan of the turn, as it is now. It ends with the turn. */
  plan(fields: NewItem<"plan">): void {
    if (this.#plan === undefined) this.#plan = this.item("plan", fields);
    else this.#plan.change(fields);
  }

  /** Asks whoever answers for the turn. Throws `interrupted` when the answer stops the turn, or something else does. */
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

  /** Tokens of a request; `total` are those of the thread with it. */
  reportUsage(last: TokenUsage, total: TokenUsage): void {
    const turn = addTokenUsage(this.#info.usage ?? NO_TOKENS, last);
    this.#info = { ...this.#info, usage: turn, lastUsage: last };
    const { contextWindow } = this.#info;
    this.#publish({ type: "usage", turnId: this.id, last, turn, total, contextWindow });
  }

  /** Gives a function that does something once; at the latest it is done when the turn ends, and can still tell of it. */
  beforeEnd(act: () => void): () => void {
    const once = () => {
      if (this.#due.delete(once)) act();
    };
    this.#due.add(once);
    return once;
  }

  /**
   * Tells what the turn has changed; an empty diff when that was undone. Differs from codex-rs: a long diff that has not changed is
   * not told again with each request.
   */
  async reportDiff(): Promise<void> {
    const told = this.#toldDiff;
    const diff = (await this.diff.unifiedDiff()) ?? (told === undefined ? undefined : "");
    await breathe();
    if (diff === undefined || (diff === told && (diff === "" || diff.length > LONG_DIFF))) return;
    this.#toldDiff = diff;
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

  /** Ends the turn now; what its steps still do is told to nobody. False when it has ended. */
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
    return { code: "internal", message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, status: httpStatus, serverCode, responseBody, retryAfterMs, resetsAt } = error;
  return { code, message, httpStatus, serverCode, responseBody, retryAfterMs, resetsAt };
}
