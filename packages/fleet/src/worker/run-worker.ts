import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Consumer, JsMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { giveBack } from "./delivery.js";
import { Presence } from "./presence.js";
import { openQueue } from "./queue-consumers.js";
import { Slots } from "./slots.js";
import { Suspects } from "./suspects.js";
import { takeTurn } from "./take-turn.js";
import { DEFAULT_DRAIN_MS, type WorkerOptions } from "./worker-options.js";

/** How long one request for a turn waits at the server, in milliseconds. */
const PULL_MS = 5_000;
const RETRY_PAUSE_MS = 250;

/**
 * Takes turns from the queue and runs them, until the signal. Then it takes no more; what runs may come to its end for a while, and
 * is handed over after that.
 */
export async function runWorker(fleet: Fleet, worker: WorkerOptions, signal: AbortSignal): Promise<void> {
  const queue = await openQueue(fleet, worker.labels, worker.limits ?? new Map());
  await using presence = new Presence(fleet, worker);
  const slots = new Slots(worker.slots);
  const [suspects, busy] = [new Suspects(), new Set<string>()];
  const handOver = new AbortController();
  const begin = (label: string, message: JsMsg) => slots.run(() => work(label, message));
  const work = async (label: string, message: JsMsg) => {
    let threadId: string | undefined;
    const onBegin = (id: string) => {
      threadId = id;
      presence.begin(id);
    };
    await takeTurn(fleet, worker, { label, message, suspects, busy, handOver: handOver.signal, onBegin });
    if (threadId !== undefined) presence.end(threadId);
  };
  const pulls = [...queue].map(([label, consumer]) => pull(consumer, { fleet, label, slots, signal, begin }));
  await aborted(signal);
  // A turn that came in the same moment has begun by then.
  await setImmediate();
  presence.drain();
  const isDone = await Promise.race([
    slots.idle().then(() => true),
    sleep(worker.drainMs ?? DEFAULT_DRAIN_MS, false, { ref: false }),
  ]);
  if (isDone) return;
  handOver.abort();
  await slots.idle();
  // What was handed over may come back to us.
  await Promise.all(pulls);
}

interface Pull {
  readonly fleet: Pick<Fleet, "session">;
  readonly label: string;
  readonly slots: Slots;
  readonly signal: AbortSignal;
  readonly begin: (label: string, message: JsMsg) => void;
}

/** Asks for a turn of the label whenever there is a slot for it. */
async function pull(consumer: Consumer, { fleet, label, slots, signal, begin }: Pull): Promise<void> {
  const stopped = aborted(signal);
  let [session, lost] = [fleet.session, aborted(fleet.session)];
  while (!signal.aborted) {
    await Promise.race([slots.free(), stopped]);
    if (signal.aborted) return;
    const next = nextOf(consumer);
    if (session !== fleet.session) [session, lost] = [fleet.session, aborted(fleet.session)];
    // Nobody answers what was asked before an outage.
    const message = await Promise.race([next, stopped, lost]);
    if (message === "failed") await Promise.race([sleep(RETRY_PAUSE_MS), stopped]);
    else if (message === undefined) {
      const givenBack = next.then((late) => typeof late === "object" && giveBack(late));
      // When we are gone, it would wait for the end of a lease.
      if (signal.aborted) await Promise.race([givenBack, sleep(PULL_MS, undefined, { ref: false })]);
    }
    // Requests for other labels may have taken the last slot meanwhile.
    else if (message !== "none" && slots.isFull) giveBack(message);
    else if (message !== "none") begin(label, message);
  }
}

async function nextOf(consumer: Consumer): Promise<JsMsg | "none" | "failed"> {
  try {
    return (await consumer.next({ expires: PULL_MS })) ?? "none";
  } catch {
    return "failed";
  }
}

/** Settles with the signal. */
function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    if (signal.aborted) resolve(undefined);
  });
}
