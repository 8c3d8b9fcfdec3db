import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Consumer, JsMsg } from "@nats-io/jetstream";
import { aborted } from "../connection/aborted.js";
import type { Fleet } from "../connection/fleet.js";
import { settlesWithin } from "../connection/settles-within.js";
import { giveBack } from "./delivery.js";
import { makeMissing } from "./make-missing.js";
import { Presence } from "./presence.js";
import { pruneWorkspaces } from "./prune-workspaces.js";
import { openQueue, type QueueConsumer } from "./queue-consumers.js";
import { saidOnce } from "./said-once.js";
import { Slots } from "./slots.js";
import { Suspects } from "./suspects.js";
import { takeTurn } from "./take-turn.js";
import { DEFAULT_DRAIN_MS, type WorkerOptions } from "./worker-options.js";

/** How long one request for a turn waits at the server, in milliseconds. */
const PULL_MS = 5_000;
const RETRY_PAUSE_MS = 250;
/** How long handing over may take, in milliseconds: what the server has not heard of by then goes on at the end of its lease. */
const HAND_OVER_LIMIT_MS = 10_000;

/**
 * Takes turns from the queue and runs them, until the signal. Then it takes no more; what runs may come to its end for a while, and
 * is handed over after that.
 */
export async function runWorker(fleet: Fleet, options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const worker = { ...options, onNotice: saidOnce(options.onNotice) };
  const queue = await Promise.race([openQueue(fleet, worker), aborted(signal)]);
  if (queue === undefined) return;
  await using presence = new Presence(fleet, worker);
  void pruneWorkspaces(fleet, worker, signal);
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
  const { onNotice } = worker;
  const pulls = queue.map((consumer) => pull(consumer, { fleet, slots, signal, begin, onNotice }));
  await aborted(signal);
  // A turn that came in the same moment has begun by then.
  await setImmediate();
  presence.drain();
  if (await settlesWithin(slots.idle(), worker.drainMs ?? DEFAULT_DRAIN_MS)) return;
  handOver.abort();
  // What was handed over may come back to us.
  const handedOver = slots.idle().then(() => Promise.all(pulls));
  if (!(await settlesWithin(handedOver, HAND_OVER_LIMIT_MS)))
    onNotice("the fleet's server does not take what is to be handed over: others go on with it when its leases end");
}

interface Pull {
  readonly fleet: Pick<Fleet, "session" | "isConnected" | "setUp">;
  readonly slots: Slots;
  readonly signal: AbortSignal;
  readonly begin: (label: string, message: JsMsg) => void;
  readonly onNotice: WorkerOptions["onNotice"];
}

/** Asks for a turn of the label whenever there is a slot for it. */
async function pull({ label, consumer: first, open }: QueueConsumer, own: Pull): Promise<void> {
  const { fleet, slots, signal, begin } = own;
  const stopped = aborted(signal);
  let consumer = first;
  let [session, lost] = [fleet.session, aborted(fleet.session)];
  while (!signal.aborted) {
    await Promise.race([slots.free(), stopped]);
    if (signal.aborted) return;
    if (session !== fleet.session) {
      [session, lost] = [fleet.session, aborted(fleet.session)];
      consumer = (await reopened(open, own)) ?? consumer;
    }
    const next = nextOf(consumer);
    // Nobody answers what was asked before an outage.
    const message = await Promise.race([next, stopped, lost]);
    if (message === "failed") {
      await Promise.race([sleep(RETRY_PAUSE_MS), stopped]);
      consumer = (await reopened(open, own)) ?? consumer;
    } else if (message === undefined) {
      const givenBack = next.then((late) => typeof late === "object" && giveBack(late));
      // When we are gone, it would wait for the end of a lease.
      if (signal.aborted) await Promise.race([givenBack, sleep(PULL_MS, undefined, { ref: false })]);
    }
    // Requests for other labels may have taken the last slot meanwhile.
    else if (message !== "none" && slots.isFull) giveBack(message);
    else if (message !== "none") begin(label, message);
  }
}

async function reopened(open: QueueConsumer["open"], { fleet, onNotice }: Pull): Promise<Consumer | undefined> {
  if (!fleet.isConnected) return undefined;
  await makeMissing(fleet, { onNotice });
  return open().catch(() => undefined);
}

async function nextOf(consumer: Consumer): Promise<JsMsg | "none" | "failed"> {
  try {
    return (await consumer.next({ expires: PULL_MS })) ?? "none";
  } catch {
    return "failed";
  }
}
