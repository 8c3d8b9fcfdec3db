import { kill } from "node:process";
import { waitWithin } from "./wait-within.js";

/** How long processes get to end by themselves before they are killed: looked at again after each of these. */
const WAITS_MS = [1, 2, 4, 8, 16, 32, 64, 128];

/**
 * Ends everything in a command's process group: asked first, killed when `gone` has resolved or after 250 ms. Settles as soon as nobody
 * is left. `gone` says that nothing of interest is left; members of the group that outlive it are killed all the same. Default: they
 * get their whole time.
 */
export async function stopProcessGroup(group: number, gone?: Promise<unknown>): Promise<void> {
  if (!signalGroup(group, "SIGTERM")) return;
  const nothingLeft = gone?.catch(() => undefined) ?? new Promise<never>(() => {});
  for (const ms of WAITS_MS) {
    const { type } = await waitWithin(nothingLeft, { ms });
    if (type === "came") break;
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
