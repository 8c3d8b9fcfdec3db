import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/** How long processes get to end by themselves before they are killed: looked at again after each of these. */
const WAITS_MS = [1, 2, 4, 8, 16, 32, 64, 128];

/**
 * Ends everything in a command's process group: asked first, killed when `gone` has resolved or after 250 ms. Settles as soon as nobody
 * is left. `gone` says that nothing of interest is left; members of the group that outlive it are killed all the same. Default: they
 * get their whole time.
 */
export async function stopProcessGroup(group: number, gone?: Promise<unknown>): Promise<void> {
  if (!signalGroup(group, "SIGTERM")) return;
  const done = new AbortController();
  const finish = () => done.abort();
  void gone?.then(finish, finish);
  for (const wait of WAITS_MS) {
    await sleep(wait, undefined, { signal: done.signal }).catch(() => {});
    if (done.signal.aborted) break;
    if (!signalGroup(group, 0)) return;
  }
  signalGroup(group, "SIGKILL");
}

/** False when nobody is left in the group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return kill(-group, signal);
  } catch {
    return false;
  }
}
