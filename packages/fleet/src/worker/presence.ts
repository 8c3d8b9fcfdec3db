import { errorMessage } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { isFull } from "../connection/full-server.js";
import { WORKER_ENTRY_MS } from "../connection/set-up-fleet.js";
import { settlesWithin } from "../connection/settles-within.js";
import { whileConnected } from "../connection/while-connected.js";
import type { WorkerEntry } from "../messages/worker-entry.js";
import type { WorkerOptions } from "./worker-options.js";

const RENEWALS_PER_ENTRY = 3;
/** How long an unresponsive server may delay the worker's end, in milliseconds. */
const LEAVE_LIMIT_MS = 2_000;

/** Keeps the worker's entry in the bucket of workers up to date. */
export class Presence implements AsyncDisposable {
  readonly #fleet: Fleet;
  readonly #worker: WorkerOptions;
  readonly #startedAt = Date.now();
  readonly #running = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #isDraining = false;
  #isStale = false;
  #isWriting = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(fleet: Fleet, worker: WorkerOptions) {
    this.#fleet = fleet;
    this.#worker = worker;
    this.#timer = setInterval(() => this.#update(), WORKER_ENTRY_MS / RENEWALS_PER_ENTRY);
    this.#update();
  }

  begin(threadId: string): void {
    this.#running.add(threadId);
    this.#update();
  }

  end(threadId: string): void {
    this.#running.delete(threadId);
    this.#update();
  }

  drain(): void {
    this.#isDraining = true;
    this.#update();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await settlesWithin(this.#leave(), LEAVE_LIMIT_MS);
  }

  async #leave(): Promise<void> {
    await this.#writing;
    if (this.#fleet.isConnected) await this.#fleet.workers.delete(this.#worker.id);
  }

  #update(): void {
    this.#isStale = true;
    if (!this.#isWriting) this.#writing = this.#writeLatest();
  }

  /** Writes one entry at a time, always the latest, so that nothing piles up during an outage. The timer repeats failed writes. */
  async #writeLatest(): Promise<void> {
    this.#isWriting = true;
    while (this.#isStale && this.#fleet.isConnected) {
      this.#isStale = false;
      const written = this.#fleet.workers.put(this.#worker.id, JSON.stringify(this.#entry));
      await whileConnected(this.#fleet, written).catch((error) => {
        if (isFull(error)) this.#worker.onNotice(`clients cannot see this worker: ${errorMessage(error)}`);
      });
    }
    this.#isWriting = false;
  }

  get #entry(): WorkerEntry {
    const { host, version, labels, model, slots } = this.#worker;
    const [running, isDraining, startedAt] = [[...this.#running], this.#isDraining, this.#startedAt];
    return { host, version, labels: [...labels], model, slots, running, isDraining, startedAt };
  }
}
