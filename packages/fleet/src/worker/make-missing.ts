import type { Fleet } from "../connection/fleet.js";
import type { WorkerOptions } from "./worker-options.js";

/**
 * A server that was started again without what it had kept, or of which somebody deleted streams, gets them anew, and says so. Never
 * throws: what is still missing is found missing again.
 */
export async function makeMissing(
  fleet: Pick<Fleet, "isConnected" | "setUp">,
  { onNotice }: Pick<WorkerOptions, "onNotice">,
): Promise<void> {
  if (!fleet.isConnected) return;
  const made = await fleet.setUp().catch(() => []);
  if (made.length > 0) onNotice(`the fleet's server had lost ${made.join(", ")}: made anew`);
}
