import type { Confinement, SpawnedProcess } from "@codex/linux-sandbox";
import type { ConfinementRequest, Confinements } from "../safety/confinements.js";
import type { PutAside } from "../safety/obeyed/carry-out.js";
import { statsOf } from "../safety/obeyed/entry-state.js";
import type { Watch } from "../safety/obeyed/obeyed-files.js";

export interface Restorable {
  /**
   * To be called once nothing of the command runs any more: puts aside what it wrote that programs of the user would obey. Undefined
   * when it could write nothing, or everything. Never rejects.
   */
  readonly restore?: (() => Promise<PutAside>) | undefined;
}

/** How an attempt to start a command went. */
export type Started<Process> =
  | { readonly type: "spawned"; readonly process: Process }
  /** The program or the folder is not there, or may not be run. */
  | { readonly type: "failed-to-start"; readonly message: string }
  /** Nothing can confine it as asked, so it was not started. */
  | { readonly type: "sandbox-unavailable"; readonly message: string };

/** Starts a command on ground that is looked after until `restore` of what was started is called. */
export async function startOnGround<Process extends Pick<SpawnedProcess, "held">>(
  confinements: Confinements,
  request: ConfinementRequest,
  start: (confinement: Confinement) => Promise<Started<Process>>,
): Promise<Started<Process & Restorable>> {
  const ground = await confinements.of(request);
  if (ground.type === "changed") return { type: "sandbox-unavailable", message: ground.message };
  const { confinement, watch } = ground;
  if (watch === undefined) return start(confinement);
  let outcome: Started<Process> | undefined;
  try {
    outcome = await start(confinement);
  } finally {
    if (outcome?.type !== "spawned") await watch.end(new Set());
  }
  if (outcome.type !== "spawned") return outcome;
  return { type: "spawned", process: { ...outcome.process, restore: restoreBy(watch, outcome.process.held) } };
}

/** @param held Paths that what is watched cannot change, as long as nobody else puts something in their place: the kernel lets go of them then. */
export function restoreBy(watch: Watch, held: readonly string[] = []): () => Promise<PutAside> {
  const known = held.map((path) => ({ path, identity: identityOf(path) }));
  return async () => {
    const still = known.filter(({ path, identity }) => identityOf(path) === identity);
    return watch.end(new Set(still.map(({ path }) => path))).catch(notLookedThrough);
  };
}

function identityOf(path: string): string | undefined {
  const stats = statsOf(path);
  return stats && `${stats.dev}:${stats.ino}`;
}

/** The command has ended; whoever hears of it is to know, and nobody is there to take a rejection. */
function notLookedThrough(error: unknown): PutAside {
  return { paths: [], isFailure: true, fault: error instanceof Error ? error.message : String(error) };
}
