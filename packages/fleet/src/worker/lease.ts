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
  return revision === undefined ? undefined : keepLease(fleet, { threadId, owner, revision });
}

function keepLease(
  fleet: Fleet,
  {
    threadId,
    owner,
    revision: first,
  }: { readonly threadId: string; readonly owner: string; readonly revision: number },
): Lease {
  const { leases, leaseMs } = fleet;
  const lost = new AbortController();
  let revision = first;
  let renewing = Promise.resolve();
  const renew = async () => {
    if (lost.signal.aborted) return;
    try {
      revision = await whileConnected(fleet, leases.update(threadId, owner, revision));
    } catch (error) {
      if (!isWrongSequence(error)) throw error;
      await takeAgain();
    }
  };
  const confirm = () => {
    const renewed = renewing.then(renew);
    renewing = renewed.catch(() => {});
    return renewed;
  };
  /** It has expired during an outage, and the first worker to ask gets it; or an answer was lost, and it is still ours. */
  const takeAgain = async () => {
    const entry = await whileConnected(fleet, leases.get(threadId));
    if (entry?.operation === "PUT" && entry.string() === owner) {
      revision = entry.revision;
      return;
    }
    const taken = await create(fleet, threadId, owner);
    if (taken === undefined) lost.abort();
    else revision = taken;
  };
  // During an outage no other worker can get it either; the next renewal tries again.
  const timer = setInterval(() => confirm().catch(() => {}), leaseMs / RENEWALS_PER_LEASE);
  return {
    lost: lost.signal,
    confirm,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await renewing;
      if (lost.signal.aborted) return;
      await whileConnected(fleet, leases.delete(threadId, { previousSeq: revision })).catch(() => {});
    },
  };
}

async function create(fleet: Fleet, threadId: string, owner: string): Promise<number | undefined> {
  try {
    return await whileConnected(fleet, fleet.leases.create(threadId, owner));
  } catch (error) {
    if (isWrongSequence(error)) return undefined;
    throw error;
  }
}
