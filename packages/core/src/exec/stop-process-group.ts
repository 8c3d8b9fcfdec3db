import { kill } from "node:process";
import { waitWithin } from "../wait-within.js";

/** How long processes get to end by themselves before they are killed. Checked again after each of these delays. */
const WAITS_MS = [1, 2, 4, 8, 16, 32, 64, 128];

/**
 * Ends everything in a command's process group: SIGTERM first, then SIGKILL once `gone` has resolved or after 250 ms. Settles as
 * soon as the group is empty. `gone` says that nothing of interest is left; members of the group that outlive it are killed.
 * Default: they get the full time.
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

/** False if the group is empty. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return kill(-group, signal);
  } catch {
    return false;
  }
}
