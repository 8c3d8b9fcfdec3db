import { aborted } from "../connection/aborted.js";
import type { Fleet } from "../connection/fleet.js";
import { throughOutages } from "../connection/through-outages.js";
import { whileConnected } from "../connection/while-connected.js";

/** Interrupts the turn if a client wanted to stop it before this worker could be reached, or during an outage. */
export function listenForInterrupts(fleet: Fleet, turnId: string, interrupt: () => void): Disposable {
  const over = new AbortController();
  void listen(fleet, { turnId, interrupt, signal: over.signal }).catch(() => {});
  return { [Symbol.dispose]: () => over.abort() };
}

interface Listening {
  readonly turnId: string;
  readonly interrupt: () => void;
  readonly signal: AbortSignal;
}

async function listen(fleet: Fleet, { turnId, interrupt, signal }: Listening): Promise<void> {
  const limit = { limitMs: Number.POSITIVE_INFINITY, signal };
  for (;;) {
    const { session } = fleet;
    const found = await throughOutages(fleet, limit, () => whileConnected(fleet, fleet.interrupts.get(turnId)));
    if (signal.aborted) return;
    if (found !== null) return interrupt();
    await aborted(AbortSignal.any([session, signal]));
    if (signal.aborted) return;
  }
}
