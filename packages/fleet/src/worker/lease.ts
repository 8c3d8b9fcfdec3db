import { randomUUID } from "node:crypto";
import type { Fleet } from "../connection/fleet.js";
import { isWrongSequence } from "../connection/nats-errors.js";
import { whileConnected } from "../connection/while-connected.js";

/** How many renewals may be lost before the lease expires. */
const RENEWALS_PER_LEASE = 3;

/** The right to run a thread's turns, as long as it is renewed in time. The thread itself is protected by its logs, which are fenced. */
export interface Lease extends AsyncDisposable {
  /** Aborted once another worker has the thread. */
  readonly lost: AbortSignal;
  /** Renews it now, so that no other worker can take the thread for a while. Rejects while the server is away; see `lost`. */
  confirm(): Promise<void>;
}

/** Undefined while another worker has the thread. */
export async function takeLease(fleet: Fleet, threadId: string, worker: string): Promise<Lease | undefined> {
  // Unique, since a worker that has lost a lease may take the thread again.
  const owner = `${worker}/${randomUUID()}`;
  const revision = await create(fleet, threadId, owner);
  return revision === undefined ? undefined : new RenewedLease(fleet, { threadId, owner, revision });
}

interface LeaseEntry {
  readonly threadId: string;
  readonly owner: string;
  /** The revision of the entry that `owner` wrote last. */
  readonly revision: number;
}

class RenewedLease implements Lease {
  readonly #fleet: Fleet;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #entry: LeaseEntry;
  #renewing = Promise.resolve();

  constructor(fleet: Fleet, entry: LeaseEntry) {
    this.#fleet = fleet;
    this.#entry = entry;
    // During an outage no other worker can get it either; the next renewal tries again.
    this.#timer = setInterval(() => this.confirm().catch(() => {}), fleet.leaseMs / RENEWALS_PER_LEASE);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  readonly confirm = (): Promise<void> => {
    const renewed = this.#renewing.then(() => this.#renew());
    this.#renewing = renewed.catch(() => {});
    return renewed;
  };

  async #renew(): Promise<void> {
    if (this.lost.aborted) return;
    const { threadId, owner, revision } = this.#entry;
    try {
      this.#hold(await whileConnected(this.#fleet, this.#fleet.leases.update(threadId, owner, revision)));
    } catch (error) {
      if (!isWrongSequence(error)) throw error;
      await this.#takeAgain();
    }
  }

  /** It has expired during an outage, and the first worker to ask gets it; or an answer was lost, and it is still ours. */
  async #takeAgain(): Promise<void> {
    const { threadId, owner } = this.#entry;
    const entry = await whileConnected(this.#fleet, this.#fleet.leases.get(threadId));
    if (entry?.operation === "PUT" && entry.string() === owner) return this.#hold(entry.revision);
    const taken = await create(this.#fleet, threadId, owner);
    if (taken === undefined) this.#lost.abort();
    else this.#hold(taken);
  }

  #hold(revision: number): void {
    this.#entry = { ...this.#entry, revision };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    if (this.lost.aborted) return;
    const { threadId, revision } = this.#entry;
    await whileConnected(this.#fleet, this.#fleet.leases.delete(threadId, { previousSeq: revision })).catch(() => {});
  }
}

async function create(fleet: Fleet, threadId: string, owner: string): Promise<number | undefined> {
  try {
    return await whileConnected(fleet, fleet.leases.create(threadId, owner));
  } catch (error) {
    if (isWrongSequence(error)) return undefined;
    throw error;
  }
}
