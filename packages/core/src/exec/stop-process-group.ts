import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/** How long processes get to end by themselves before they are killed. */
const GRACE_MS = 250;

/**
 * Ends everything in a command's process group: asked first, killed when `gone` has resolved or after 250 ms.
 * `gone` says that nothing of interest is left; members of the group that outlive it are killed all the same.
 */
export async function stopProcessGroup(group: number, gone: Promise<unknown>): Promise<void> {
  if (!signalGroup(group, "SIGTERM")) return;
  const done = new AbortController();
  await Promise.race([gone, sleep(GRACE_MS, undefined, { signal: done.signal })]).finally(() => done.abort());
  signalGroup(group, "SIGKILL");
}

/** False when nobody is left in the group. */
function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    return kill(-group, signal);
  } catch {
    return false;
  }
}
