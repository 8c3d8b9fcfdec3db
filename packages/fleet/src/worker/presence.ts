import { answered } from "../connection/answered.js";
import type { Fleet } from "../connection/fleet.js";
import { WORKER_ENTRY_MS } from "../connection/set-up-fleet.js";
import { settlesWithin } from "../connection/settles-within.js";
import type { WorkerEntry } from "../messages/worker-entry.js";
import type { WorkerOptions } from "./worker-options.js";

const SAYINGS_PER_ENTRY = 3;
/** How long a server that does not answer may keep the worker from leaving, in milliseconds. */
const LEAVE_LIMIT_MS = 2_000;

/** Says again and again that the worker is there, and what it does. */
export class Presence implements AsyncDisposable {
  readonly #fleet: Fleet;
  readonly #worker: WorkerOptions;
  readonly #startedAt = Date.now();
  readonly #running = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #isDraining = false;
  #hasNews = false;
  #isSaying = false;
  #saying: Promise<void> = Promise.resolve();

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
    await settlesWithin(this.#leave(), LEAVE_LIMIT_MS);
  }

  async #leave(): Promise<void> {
    await this.#saying;
    if (this.#fleet.isConnected) await this.#fleet.workers.delete(this.#worker.id);
  }

  #say(): void {
    this.#hasNews = true;
    if (!this.#isSaying) this.#saying = this.#sayNews();
  }

  /** One at a time, always the latest: while the server does not answer, nothing piles up. What is not heard is said again. */
  async #sayNews(): Promise<void> {
    this.#isSaying = true;
    while (this.#hasNews && this.#fleet.isConnected) {
      this.#hasNews = false;
      const said = this.#fleet.workers.put(this.#worker.id, JSON.stringify(this.#entry));
      await answered(this.#fleet, said).catch(() => {});
    }
    this.#isSaying = false;
  }

  get #entry(): WorkerEntry {
    const { host, version, labels, model, slots } = this.#worker;
    const [running, isDraining, startedAt] = [[...this.#running], this.#isDraining, this.#startedAt];
    return { host, version, labels: [...labels], model, slots, running, isDraining, startedAt };
  }
}
