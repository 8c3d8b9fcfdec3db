import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ThreadStore, TurnInfo } from "@codex/core";
import { inputFromWire } from "../items/user-input.js";
import { invalidRequest } from "../rpc-errors.js";
import type { ServedThread } from "../threads/served-thread.js";
import { notificationOf } from "./notification.js";
import type { QueuedEntry as Entry } from "./queue-file.js";

export interface InputQueuesOptions {
  readonly store: ThreadStore;
  /** Finds the loaded thread, whose subscribers are notified of changes to its queue. */
  readonly findThread: (id: string) => ServedThread | undefined;
}

/**
 * The queues of input for later turns, one per thread. They are stored on disk and survive restarts, after which a client has to start
 * them. When a turn completes, the first entry starts the next one; after a turn that failed or was stopped, the queue waits for
 * `thread/queue/start`.
 */
export class InputQueues {
  readonly #options: InputQueuesOptions;
  /** The queues as last read or written; a change starts after the previous one is on disk. */
  readonly #queues = new Map<string, Promise<readonly Entry[]>>();
  /** Entries whose turns are starting: a turn may end before its entry has been removed from disk. */
  readonly #taken = new Set<string>();
  /** Entries of another process that have not been looked for in their thread yet. */
  readonly #inherited = new Set<string>();

  constructor(options: InputQueuesOptions) {
    this.#options = options;
  }

  async list(threadId: string): Promise<readonly Entry[]> {
    return this.#waiting(await this.#reload(threadId));
  }

  /** Appends an entry; it starts at once if no turn is running and the queue was empty. */
  async add(threadId: string, entry: Omit<Entry, "id">): Promise<{ entry: Entry; startsNow: boolean }> {
    const added = { id: randomUUID(), ...entry };
    let isFirst = false;
    await this.#change(threadId, (queue) => {
      isFirst = queue.length === 0;
      return [...queue, added];
    });
    const thread = this.#options.findThread(threadId)?.thread;
    return { entry: added, startsNow: isFirst && thread !== undefined && thread.activeTurn === undefined };
  }

  /** @throws RpcError -32600 if there is no such entry. */
  async update(threadId: string, id: string, changes: Omit<Entry, "id" | "clientUserMessageId">): Promise<Entry> {
    let changed: Entry | undefined;
    await this.#change(threadId, (queue) =>
      queue.map((entry) => {
        if (entry.id !== id) return entry;
        changed = { ...entry, ...changes };
        return changed;
      }),
    );
    if (changed === undefined) throw notFound(id);
    return changed;
  }

  /** Returns false if there is no such entry. */
  async delete(threadId: string, id: string): Promise<boolean> {
    let isFound = false;
    await this.#change(threadId, (queue) => {
      isFound = this.#waiting(queue).some((entry) => entry.id === id);
      return queue.filter((entry) => entry.id !== id);
    });
    return isFound;
  }

  /** @throws RpcError -32600 unless the ids name each entry of the queue exactly once. */
  async reorder(threadId: string, ids: readonly string[]): Promise<void> {
    await this.#change(threadId, (queue) => {
      const waiting = this.#waiting(queue);
      const ordered = ids.flatMap((id) => waiting.find((entry) => entry.id === id) ?? []);
      const isWhole = new Set(ordered).size === waiting.length && ids.length === waiting.length;
      if (!isWhole) throw invalidRequest("an order of the queue must name each of its entries once");
      return [...queue.filter((entry) => this.#taken.has(entry.id)), ...ordered];
    });
  }

  /** Starts a turn with an entry, by default the first. @throws RpcError -32600 */
  async start(served: ServedThread, id?: string): Promise<TurnInfo> {
    // Another server of this thread must not start the same entry meanwhile.
    await using _ = await this.#options.store.lockQueueStart(served.id);
    if (served.thread.activeTurn !== undefined) throw invalidRequest("the thread has a turn that runs");
    await this.#reload(served.id);
    await this.#dropSent(served.id);
    const queue = this.#waiting(await this.#queue(served.id));
    const entry = id === undefined ? queue[0] : queue.find((one) => one.id === id);
    if (entry === undefined) throw id === undefined ? invalidRequest("the queue is empty") : notFound(id);
    const input = inputFromWire(entry.input);
    this.#taken.add(entry.id);
    this.#notifyChange(served.id);
    try {
      const turn = await served.thread.start(input, { ask: served.questions.ask, clientId: entry.clientUserMessageId });
      // Removed only once its turn exists, so that no entry is lost in a crash.
      await this.#change(served.id, (later) => later.filter((one) => one.id !== entry.id));
      this.#taken.delete(entry.id);
      return turn;
    } catch (error) {
      this.#taken.delete(entry.id);
      this.#notifyChange(served.id);
      throw error;
    }
  }

  /** Starts the next entry, if the thread is idle. */
  async startNext(served: ServedThread): Promise<void> {
    await this.#dropSent(served.id);
    const queue = this.#waiting(await this.#queue(served.id));
    if (queue.length > 0 && served.thread.activeTurn === undefined && !served.thread.isClosed) await this.start(served);
  }

  #queue(threadId: string): Promise<readonly Entry[]> {
    const known = this.#queues.get(threadId);
    if (known !== undefined) return known;
    const loading = this.#load(threadId);
    this.#queues.set(threadId, loading);
    loading.catch(() => this.#queues.delete(threadId));
    return loading;
  }

  /** The queue as it is on disk now: another server of this thread may have changed it. */
  #reload(threadId: string): Promise<readonly Entry[]> {
    const before = this.#queue(threadId);
    const loading = before.then((known) => this.#load(threadId, known));
    this.#queues.set(
      threadId,
      loading.catch(() => before),
    );
    return loading;
  }

  /** Reads the queue from disk. `known` are the entries that this process has seen. */
  async #load(threadId: string, known: readonly Entry[] = []): Promise<readonly Entry[]> {
    const { readQueue } = await queueFile();
    const queue = await readQueue(this.#options.store, threadId);
    this.#noteInherited(queue, known);
    return queue;
  }

  #noteInherited(queue: readonly Entry[], known: readonly Entry[]): void {
    const ids = new Set(known.map(({ id }) => id));
    for (const { id } of queue) if (!ids.has(id)) this.#inherited.add(id);
  }

  /** Removes entries that another process sent, but could not remove before it ended. */
  async #dropSent(threadId: string): Promise<void> {
    const unsure = (await this.#queue(threadId)).filter(({ id }) => this.#inherited.has(id));
    if (unsure.length === 0) return;
    const { wasSent } = await import("./was-sent.js");
    const { store } = this.#options;
    // An entry is kept if its thread cannot be read.
    const isSent = await Promise.all(unsure.map((entry) => wasSent(store, threadId, entry).catch(() => false)));
    const sent = new Set(unsure.filter((_, index) => isSent[index]).map(({ id }) => id));
    if (sent.size > 0) await this.#change(threadId, (queue) => queue.filter(({ id }) => !sent.has(id)));
    // Not before: a start that comes meanwhile must not take an entry that is still being looked for.
    for (const { id } of unsure) this.#inherited.delete(id);
  }

  /** Returns the changed queue once it is stored and clients are notified. */
  async #change(threadId: string, change: (queue: readonly Entry[]) => readonly Entry[]): Promise<readonly Entry[]> {
    const before = this.#queue(threadId);
    const changing = before.then(async (known) => {
      const { changeQueue } = await queueFile();
      let changed = known;
      await changeQueue(this.#options.store, threadId, (stored) => {
        // Another server of this thread may have written it.
        this.#noteInherited(stored, known);
        changed = change(stored);
        return changed;
      });
      return changed;
    });
    // A failed change leaves the queue as it was.
    this.#queues.set(
      threadId,
      changing.catch(() => before),
    );
    const [was, is] = [this.#waiting(await before), this.#waiting(await changing)];
    if (!isDeepStrictEqual(was, is)) this.#notifyChange(threadId);
    return is;
  }

  /** Without the entries whose turns are starting. */
  #waiting(queue: readonly Entry[]): readonly Entry[] {
    return queue.filter((entry) => !this.#taken.has(entry.id));
  }

  #notifyChange(threadId: string): void {
    this.#options.findThread(threadId)?.notify(notificationOf("thread/queue/changed", { threadId }));
  }
}

/** Loaded lazily: the server does not need it to start. */
const queueFile = () => import("./queue-file.js");

const notFound = (id: string) => invalidRequest(`queued submission not found: ${id}`);
