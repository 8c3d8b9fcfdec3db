import type { Fleet } from "../connection/fleet.js";
import type { WorkerOptions } from "./worker-options.js";

/**
 * Recreates streams that were deleted or lost with the server's data, and reports that. Never throws: what is still missing is noticed
 * again.
 */
export async function recreateStreams(
  fleet: Pick<Fleet, "isConnected" | "setUp">,
  { onNotice }: Pick<WorkerOptions, "onNotice">,
): Promise<void> {
  if (!fleet.isConnected) return;
  const made = await fleet.setUp().catch(() => []);
  if (made.length > 0) onNotice(`the fleet's server had lost ${made.join(", ")}: created again`);
}
