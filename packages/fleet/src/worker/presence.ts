import type { Fleet } from "../connection/fleet.js";
import { WORKER_ENTRY_MS } from "../connection/set-up-fleet.js";
import type { WorkerEntry } from "../messages/worker-entry.js";
import type { WorkerOptions } from "./worker-options.js";

const SAYINGS_PER_ENTRY = 3;

/** Says again and again that the worker is there, and what it does. */
export class Presence implements AsyncDisposable {
  readonly #fleet: Fleet;
  readonly #worker: WorkerOptions;
  readonly #startedAt = Date.now();
  readonly #running = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #isDraining = false;
  #saying: Promise<unknown> = Promise.resolve();

  constructor(fleet: Fleet, worker: WorkerOptions) {
    this.#fleet = fleet;
    this.#worker = worker;
    this.#timer = setInterval(() => this.#say(), WORKER_ENTRY_MS / SAYINGS_PER_ENTRY);
    this.#say();
  }

  begin(threadId: string): void {
    this.#running.add(threadId);
    this.#say();
  }

  end(threadId: string): void {
    this.#running.delete(threadId);
    this.#say();
  }

  drain(): void {
    this.#isDraining = true;
    this.#say();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#saying;
    if (this.#fleet.isConnected) await this.#fleet.workers.delete(this.#worker.id).catch(() => {});
  }

  #say(): void {
    // Once the server is back, it is said with the next one.
    if (!this.#fleet.isConnected) return;
    const { host, version, labels, model, slots, id } = this.#worker;
    const [running, isDraining, startedAt] = [[...this.#running], this.#isDraining, this.#startedAt];
    const about = { host, version, labels: [...labels], model, slots };
    const entry: WorkerEntry = { ...about, running, isDraining, startedAt };
    // One that is not heard is said again.
    this.#saying = this.#saying.then(() => this.#fleet.workers.put(id, JSON.stringify(entry)).catch(() => {}));
  }
}
