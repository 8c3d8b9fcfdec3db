import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Consumer, JsMsg } from "@nats-io/jetstream";
import { aborted } from "../connection/aborted.js";
import type { Fleet } from "../connection/fleet.js";
import { settlesWithin } from "../connection/settles-within.js";
import { delayNotices } from "./delay-notices.js";
import { giveBack } from "./delivery.js";
import { limitRepeats } from "./limit-repeats.js";
import { Presence } from "./presence.js";
import { pruneWorkspaces } from "./prune-workspaces.js";
import { openQueue, type QueueConsumer } from "./queue-consumers.js";
import { recreateStreams } from "./recreate-streams.js";
import { Slots } from "./slots.js";
import { SuspectTurns } from "./suspect-turns.js";
import { takeTurn } from "./take-turn.js";
import { WaitingTurns } from "./waiting-turns.js";
import { DEFAULT_DRAIN_MS, type WorkerOptions } from "./worker-options.js";

/** How long a request for a turn stays open, in milliseconds. */
const PULL_MS = 5_000;
const RETRY_PAUSE_MS = 250;
/** How long handing over may take, in milliseconds. Other workers take the remaining turns when their leases expire. */
const HAND_OVER_LIMIT_MS = 10_000;

/**
 * Takes turns from the queue and runs them until the signal. Then running turns have some time to end; the others are handed over.
 */
export async function runWorker(fleet: Fleet, options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const worker = { ...options, onNotice: limitRepeats(options.onNotice) };
  const queue = await Promise.race([openQueue(fleet, worker), aborted(signal)]);
  if (queue === undefined) return;
  await using presence = new Presence(fleet, worker);
  void pruneWorkspaces(fleet, worker, signal);
  const slots = new Slots(worker.slots);
  const [suspects, busy] = [new SuspectTurns(), new Set<string>()];
  const waiting = new WaitingTurns(fleet, signal);
  const handOver = new AbortController();
  const onDelay = delayNotices(fleet, worker.id);
  const begin = (label: string, message: JsMsg) => slots.run(() => work(label, message));
  const work = async (label: string, message: JsMsg) => {
    let threadId: string | undefined;
    const onBegin = (id: string) => {
      threadId = id;
      presence.begin(id);
    };
    const { signal: handedOver } = handOver;
    await takeTurn(fleet, worker, { label, message, suspects, busy, waiting, handOver: handedOver, onDelay, onBegin });
    if (threadId !== undefined) presence.end(threadId);
  };
  const { onNotice } = worker;
  const pulls = queue.map((consumer) => pull(consumer, { fleet, slots, signal, begin, onNotice }));
  await aborted(signal);
  // Turns that arrived in the same tick start first.
  await setImmediate();
  presence.drain();
  if (await settlesWithin(slots.idle(), worker.drainMs ?? DEFAULT_DRAIN_MS)) return;
  handOver.abort();
  // Handed-over turns may be delivered to this worker again.
  const handedOver = slots.idle().then(() => Promise.all(pulls));
  if (!(await settlesWithin(handedOver, HAND_OVER_LIMIT_MS)))
    onNotice(
      "the fleet's server does not accept the turns that are handed over: others continue them when the leases end",
    );
}

interface Pull {
  readonly fleet: Pick<Fleet, "session" | "isConnected" | "setUp">;
  readonly slots: Slots;
  readonly signal: AbortSignal;
  readonly begin: (label: string, message: JsMsg) => void;
  readonly onNotice: WorkerOptions["onNotice"];
}

/** Requests a turn with the label whenever a slot is free. */
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
    // A request from before an outage is not answered.
    const message = await Promise.race([next, stopped, lost]);
    if (message === "failed") {
      await Promise.race([sleep(RETRY_PAUSE_MS), stopped]);
      consumer = (await reopened(open, own)) ?? consumer;
    } else if (message === undefined) {
      const givenBack = next.then((late) => typeof late === "object" && giveBack(late));
      // Otherwise the turn would wait until its lease expires.
      if (signal.aborted) await Promise.race([givenBack, sleep(PULL_MS, undefined, { ref: false })]);
    }
    // A turn with another label may have taken the last slot meanwhile.
    else if (message !== "none" && slots.isFull) giveBack(message);
    else if (message !== "none") begin(label, message);
  }
}

async function reopened(open: QueueConsumer["open"], { fleet, onNotice }: Pull): Promise<Consumer | undefined> {
  if (!fleet.isConnected) return undefined;
  await recreateStreams(fleet, { onNotice });
  return open().catch(() => undefined);
}

async function nextOf(consumer: Consumer): Promise<JsMsg | "none" | "failed"> {
  try {
    return (await consumer.next({ expires: PULL_MS })) ?? "none";
  } catch {
    return "failed";
  }
}
