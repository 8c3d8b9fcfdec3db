import { setTimeout as sleep } from "node:timers/promises";
import type { ServerMethod } from "@codex/app-server-protocol/methods";
import type { ThreadStatus } from "@codex/app-server-protocol/thread";
import {
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
import { PendingQuestions } from "../approvals/pending-questions.js";
import { AdditionalContext } from "../turns/additional-context.js";
import { type Notification, notificationOf } from "../turns/notification.js";
import { ThreadNarrator } from "../turns/thread-narrator.js";
import { usageAfterCompaction } from "../turns/usage-params.js";
import { ReadState } from "./read-state.js";
import type { ServerStartups } from "./server-startups.js";
import { Subscriber } from "./subscriber.js";
import { ThreadHistory } from "./thread-history.js";

export interface ServedThreadOptions {
  readonly config: Config;
  /** What the client requested on top of the configuration; undefined for a subagent. */
  readonly requested?: RequestedConfig | undefined;
  /** The client that created it. */
  readonly originator: string;
  readonly isEphemeral: boolean;
  /** Whether others besides the clients of this server can answer its questions. */
  readonly isSharedWithOthers: boolean;
  readonly forkedFromId?: string | undefined;
  /** Its purpose, in the client's words. */
  readonly threadSource?: string | undefined;
  /** How its MCP servers start; undefined for a subagent. */
  readonly startups?: ServerStartups | undefined;
  /** What the user has not read of it. Default: everything is read, and changes are not stored. */
  readonly readState?: ReadState | undefined;
  /** The turns before it was loaded. */
  readonly turns: readonly TurnView[];
  /** Called when a turn has completed. */
  readonly onCompleted?: ((thread: ServedThread) => void) | undefined;
  /** Called when a turn has ended or a client has left. */
  readonly onQuiet: (thread: ServedThread) => void;
}

const SAVING_LIMIT_MS = 2_000;

/** A loaded thread with its subscribed clients. */
export class ServedThread implements AsyncDisposable {
  readonly thread: HostedThread;
  readonly options: ServedThreadOptions;
  readonly history: ThreadHistory;
  readonly narrator: ThreadNarrator;
  readonly questions: PendingQuestions;
  readonly readState: ReadState;
  readonly additionalContext = new AdditionalContext();
  /** Milliseconds since 1970. */
  readonly loadedAt = Date.now();
  /** The JSON Schema, as text, that the final answer of the latest turn must match. */
  answerForm: { readonly turnId: string; readonly schema: string | undefined } | undefined;
  /** The user's name for a thread that has no file to store it in. */
  name: string | undefined;
  /** Tokens of all turns, and of their last request. */
  lastUsage: { readonly total: TokenUsage; readonly last: TokenUsage } | undefined;
  readonly #subscribers = new Map<AppClient, Subscriber>();
  readonly #subscription: Disposable;
  /** Its subagents. */
  readonly #agents = new Set<ServedThread>();
  /** Notifications from before anybody could subscribe. */
  readonly #early: Notification[] = [];
  #isMade = false;

  constructor(thread: HostedThread, options: ServedThreadOptions) {
    this.thread = thread;
    this.options = options;
    this.history = new ThreadHistory(options.turns);
    this.readState = options.readState ?? new ReadState(undefined, async () => {});
    this.narrator = new ThreadNarrator(thread.id, (notification) => this.notify(notification));
    this.questions = new PendingQuestions({
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
    // The answer to a request for the thread includes what its running turn has done so far.
    if (thread.activeTurn !== undefined) this.#early.length = 0;
  }

  get id(): string {
    return this.thread.id;
  }

  get hasSubscribers(): boolean {
    return this.#subscribers.size > 0;
  }

  /** Subscribes the client: it gets the thread's notifications and questions. */
  subscribe(client: AppClient): Subscriber {
    const known = this.#subscribers.get(client);
    if (known !== undefined) return known;
    const subscriber = new Subscriber(client, this.id);
    this.#subscribers.set(client, subscriber);
    for (const agent of this.#agents) agent.subscribe(client);
    return subscriber;
  }

  /** Adds a subagent, and subscribes this thread's clients to it, now and in future. */
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

  /** Returns false if the client was not subscribed. */
  unsubscribe(client: AppClient): boolean {
    const subscriber = this.#subscribers.get(client);
    if (subscriber === undefined) return false;
    this.#subscribers.delete(client);
    this.questions.leave(subscriber);
    this.options.onQuiet(this);
    return true;
  }

  /** Sends a new subscriber the notifications from while the thread was created. */
  welcome(subscriber: Subscriber): void {
    for (const notification of [...(this.options.startups?.all ?? []), ...this.#early]) subscriber.notify(notification);
  }

  /** Starts a turn for the thread's goal, if it has an open one; failures to start are ignored. */
  async pursueGoal(): Promise<void> {
    await this.thread.pursueGoal({ ask: this.questions.ask }).catch(() => undefined);
  }

  /** Asks the thread's clients, one after the other, until one answers. Throws if none does. */
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

  sendStatus(status: ThreadStatus): void {
    this.notify(notificationOf("thread/status/changed", { threadId: this.id, status }));
  }

  sendReadState(): void {
    this.notify(notificationOf("thread/readState/changed", { threadId: this.id, readState: this.readState.wire }));
  }

  /** Notifies every subscribed client. */
  notify(notification: Notification): void {
    if (!this.#isMade) this.#early.push(notification);
    for (const subscriber of this.#subscribers.values()) subscriber.notify(notification);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.thread.close();
    this.#subscription[Symbol.dispose]();
  }

  #onEvent(event: ThreadEvent): void {
    this.history.event(event);
    if (event.type === "question-settled" && !this.questions.isAnswered(event)) return this.#leave(event.question);
    if (event.type === "question-settled") this.questions.settled(event.question);
    if (event.type === "usage") this.lastUsage = event;
    const left = event.type === "item-ended" ? usageAfterCompaction(event.item) : undefined;
    if (left !== undefined && this.lastUsage !== undefined) this.lastUsage = { ...this.lastUsage, last: left };
    const isUnread = event.type === "turn-ended" && !this.options.isEphemeral && isToBeRead(event.turn);
    const marked = isUnread ? this.#markUnread(event.turn.id) : undefined;
    if (event.type === "reverted" && this.readState.reverted(this.history.turns.map(({ id }) => id)))
      this.sendReadState();
    if (event.type === "turn-ended" && event.turn.status !== "interrupted") this.#holdUntilSaved(marked);
    this.narrator.event(event, isUnread ? this.readState.wire : undefined);
    if (event.type !== "turn-ended") return;
    if (event.turn.status === "completed") this.options.onCompleted?.(this);
    if (event.turn.interruption === "interrupted") void this.thread.inject([turnAbortedItem]).catch(() => {});
    this.options.onQuiet(this);
  }

  /** Settles when the read state is stored, if a client that may ask for it is subscribed. */
  #markUnread(turnId: string): Promise<void> {
    const isHeard = [...this.#subscribers.keys()].some(({ introduction }) => introduction?.experimental === true);
    const kept = this.readState.turnEnded(turnId, { isHeard });
    // If it cannot be stored, clients at least get the notification.
    return kept.catch(() => undefined);
  }

  /**
   * Delays notifications until the turn is on disk, so that they are still true after a crash. A hanging disk delays them only up to the
   * limit.
   */
  #holdUntilSaved(marked: Promise<void> | undefined): void {
    const all = Promise.all([this.thread.saved(), marked]);
    const saved = Promise.race([all, sleep(SAVING_LIMIT_MS, undefined, { ref: false })]);
    for (const subscriber of this.#subscribers.values()) subscriber.holdUntil(saved);
  }

  /** The question was withdrawn. If that is because its turn ended, clients hear of it after the turn's end. */
  #leave(question: Question): void {
    this.narrator.leave(question);
    queueMicrotask(() => {
      this.questions.settled(question);
      this.narrator.left(question);
    });
  }

  #pressure(): Promise<void> | undefined {
    const lags = [...this.#subscribers.values()].map((subscriber) => subscriber.pressure());
    const lagging = lags.filter((lag) => lag !== undefined);
    return lagging.length === 0 ? undefined : Promise.all(lagging).then(() => undefined);
  }
}

/** What the user stopped is known to the user. User commands and compactions leave nothing to read, except for their failure. */
function isToBeRead({ kind, status }: TurnInfo): boolean {
  return status === "failed" || (status === "completed" && (kind === "input" || kind === "review"));
}
