import { setTimeout as sleep } from "node:timers/promises";
import type { ServerMethod } from "@codex/app-server-protocol/methods";
import type { ThreadStatus } from "@codex/app-server-protocol/thread";
import {
  type ActiveProfile,
  type Config,
  type Question,
  type ThreadEvent,
  type TokenUsage,
  type TurnInfo,
  type TurnView,
  turnAbortedItem,
} from "@codex/core";
import type { HostedThread, RequestedConfig } from "@codex/thread-host";
import type { AppClient } from "../app-client.js";
import { QuestionDesk } from "../approvals/question-desk.js";
import { type Told, tell } from "../turns/tell.js";
import { ThreadNarrator } from "../turns/thread-narrator.js";
import { ReadState } from "./read-state.js";
import { Subscriber } from "./subscriber.js";
import { ThreadHistory } from "./thread-history.js";

export interface ServedThreadOptions {
  readonly config: Config;
  /** What was asked for on top of the configuration; undefined for a helper. */
  readonly requested?: RequestedConfig | undefined;
  /** The client that made it. */
  readonly originator: string;
  readonly isEphemeral: boolean;
  /** Whether others than the clients of this server answer its questions as well. */
  readonly isSharedWithOthers: boolean;
  readonly forkedFromId?: string | undefined;
  /** What it is for, in the client's words. */
  readonly threadSource?: string | undefined;
  /** What the user has not read of it. Default: nothing, and it is not kept. */
  readonly readState?: ReadState | undefined;
  /** What happened before it was loaded. */
  readonly turns: readonly TurnView[];
  /** Called when a turn has come to its end by itself. */
  readonly onCompleted?: ((thread: ServedThread) => void) | undefined;
  /** Called when a turn has ended, or a client has left. */
  readonly onQuiet: (thread: ServedThread) => void;
}

const SAVING_LIMIT_MS = 2_000;

/** A loaded thread with the clients that hear of it. */
export class ServedThread implements AsyncDisposable {
  readonly thread: HostedThread;
  readonly options: ServedThreadOptions;
  readonly history: ThreadHistory;
  readonly narrator: ThreadNarrator;
  readonly desk: QuestionDesk;
  readonly readState: ReadState;
  /** Milliseconds since 1970. */
  readonly loadedAt = Date.now();
  /** The permission profile whose sandbox is the thread's. */
  permissionProfile: ActiveProfile | undefined;
  /** The JSON Schema that the last answer of the latest turn is to fit, as text. */
  answerForm: { readonly turnId: string; readonly schema: string | undefined } | undefined;
  /** What the user called it, where it has no file that could say so. */
  name: string | undefined;
  /** Tokens of all turns, and of their last request. */
  lastUsage: { readonly total: TokenUsage; readonly last: TokenUsage } | undefined;
  readonly #subscribers = new Map<AppClient, Subscriber>();
  readonly #subscription: Disposable;
  /** Its helpers. */
  readonly #agents = new Set<ServedThread>();
  /** What was told before anybody could hear it. */
  readonly #early: Told[] = [];
  #isMade = false;

  constructor(thread: HostedThread, options: ServedThreadOptions) {
    this.thread = thread;
    this.options = options;
    this.history = new ThreadHistory(options.turns);
    this.readState = options.readState ?? new ReadState(undefined, async () => {});
    this.narrator = new ThreadNarrator(thread.id, (told) => this.tell(told));
    this.desk = new QuestionDesk({
      threadId: thread.id,
      waitsForOthers: options.isSharedWithOthers,
      subscribers: () => this.#subscribers.values(),
      wireItemId: (itemId) => this.narrator.wireItemId(itemId),
      terminalItemId: (terminalId) => this.narrator.terminalItemId(terminalId),
      onUnreadable: (question) => this.narrator.answerUnreadable(question),
    });
    this.#subscription = thread.subscribe({
      onEvent: (event) => this.#onEvent(event),
      pressure: () => this.#pressure(),
    });
    this.#isMade = true;
    // What a turn has said that runs already is in the answer to whoever asks for the thread.
    if (thread.activeTurn !== undefined) this.#early.length = 0;
  }

  get id(): string {
    return this.thread.id;
  }

  get hasSubscribers(): boolean {
    return this.#subscribers.size > 0;
  }

  /** From now on the client hears of the thread, and is asked. */
  subscribe(client: AppClient): Subscriber {
    const known = this.#subscribers.get(client);
    if (known !== undefined) return known;
    const subscriber = new Subscriber(client, this.id);
    this.#subscribers.set(client, subscriber);
    for (const agent of this.#agents) agent.subscribe(client);
    return subscriber;
  }

  /** From now on whoever hears of this thread hears of its helper. */
  addAgent(agent: ServedThread): void {
    this.#agents.add(agent);
    for (const client of this.#subscribers.keys()) agent.subscribe(client);
  }

  removeAgent(agent: ServedThread): void {
    this.#agents.delete(agent);
  }

  subscriberOf(client: AppClient): Subscriber | undefined {
    return this.#subscribers.get(client);
  }

  /** False when the client did not hear of the thread. */
  unsubscribe(client: AppClient): boolean {
    const subscriber = this.#subscribers.get(client);
    if (subscriber === undefined) return false;
    this.#subscribers.delete(client);
    this.desk.leave(subscriber);
    this.options.onQuiet(this);
    return true;
  }

  /** Tells a client that has just come what there was to tell while the thread was made. */
  welcome(subscriber: Subscriber): void {
    for (const told of this.#early) subscriber.tell(told);
  }

  /** Begins a turn for the thread's goal, if there is one to go on with; where none can begin, nothing is said. */
  async pursueGoal(): Promise<void> {
    await this.thread.pursueGoal({ ask: this.desk.ask }).catch(() => undefined);
  }

  /** Asks the thread's clients, one after the other, until one answers. Throws when none does. */
  async firstAnswer(method: ServerMethod, params: unknown, signal: AbortSignal): Promise<unknown> {
    let fault: unknown = new TypeError("no client is there to be asked");
    for (const { client } of this.#subscribers.values()) {
      try {
        return await client.connection.request(method, params, { signal });
      } catch (error) {
        signal.throwIfAborted();
        fault = error;
      }
    }
    throw fault;
  }

  tellStatus(status: ThreadStatus): void {
    this.tell(tell("thread/status/changed", { threadId: this.id, status }));
  }

  tellReadState(): void {
    this.tell(tell("thread/readState/changed", { threadId: this.id, readState: this.readState.wire }));
  }

  /** Tells every client that hears of the thread. */
  tell(told: Told): void {
    if (!this.#isMade) this.#early.push(told);
    for (const subscriber of this.#subscribers.values()) subscriber.tell(told);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.thread.close();
    this.#subscription[Symbol.dispose]();
  }

  #onEvent(event: ThreadEvent): void {
    this.history.event(event);
    if (event.type === "question-settled" && !this.desk.isAnswered(event)) return this.#leave(event.question);
    if (event.type === "question-settled") this.desk.settled(event.question);
    if (event.type === "usage") this.lastUsage = event;
    const isAnswered = event.type === "turn-ended" && event.turn.status === "completed" && isToBeRead(event.turn);
    const marked = isAnswered && !this.options.isEphemeral ? this.#markUnread(event.turn.id) : undefined;
    if (event.type === "reverted" && this.readState.reverted(this.history.turns.map(({ id }) => id)))
      this.tellReadState();
    if (event.type === "turn-ended" && event.turn.status !== "interrupted") this.#holdUntilSaved(marked);
    this.narrator.event(event);
    if (event.type !== "turn-ended") return;
    if (event.turn.status === "completed") this.options.onCompleted?.(this);
    if (event.turn.interruption === "interrupted") void this.thread.inject([turnAbortedItem]).catch(() => {});
    this.options.onQuiet(this);
  }

  /** Settles when that is kept, where a client is there that may ask for it. */
  #markUnread(turnId: string): Promise<void> {
    const isHeard = [...this.#subscribers.keys()].some(({ introduction }) => introduction?.experimental === true);
    const kept = this.readState.turnEnded(turnId, { isHeard });
    this.tellReadState();
    // Where it cannot be kept, it is told at least.
    return kept.catch(() => undefined);
  }

  /** What clients hear of a turn's end is true after a crash as well. A disk that hangs does not keep it from them. */
  #holdUntilSaved(marked: Promise<void> | undefined): void {
    const all = Promise.all([this.thread.saved(), marked]);
    const saved = Promise.race([all, sleep(SAVING_LIMIT_MS, undefined, { ref: false })]);
    for (const subscriber of this.#subscribers.values()) subscriber.holdUntil(saved);
  }

  /** Nobody needs to answer any more: told once the turn has ended, where that is the reason. */
  #leave(question: Question): void {
    this.narrator.leave(question);
    queueMicrotask(() => {
      this.desk.settled(question);
      this.narrator.left(question);
    });
  }

  #pressure(): Promise<void> | undefined {
    const lags = [...this.#subscribers.values()].map((subscriber) => subscriber.pressure());
    const lagging = lags.filter((lag) => lag !== undefined);
    return lagging.length === 0 ? undefined : Promise.all(lagging).then(() => undefined);
  }
}

/** What the user's own commands and a compaction did is nothing to read. */
function isToBeRead({ kind }: TurnInfo): boolean {
  return kind === "input" || kind === "review";
}
