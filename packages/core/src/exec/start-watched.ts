import type { Confinement, SpawnedProcess } from "@codex/linux-sandbox";
import { errorMessage } from "../error.js";
import type { ConfinementRequest, Confinements } from "../safety/confinements.js";
import type { PutAside } from "../safety/obeyed/apply-verdict.js";
import { statsOf } from "../safety/obeyed/entry-state.js";
import type { Watch } from "../safety/obeyed/obeyed-files.js";

export interface Restorable {
  /**
   * Must be called once no process of the command is left: puts aside what it wrote that the user's programs would obey. Undefined
   * if it could write nothing, or everything. Never rejects.
   */
  readonly restore?: (() => Promise<PutAside>) | undefined;
}

/** The outcome of an attempt to start a command. */
export type Started<Process> =
  | { readonly type: "spawned"; readonly process: Process }
  /** The program or the folder does not exist or may not be executed. */
  | { readonly type: "failed-to-start"; readonly message: string }
  /** Nothing can confine it as required, so it was not started. */
  | { readonly type: "sandbox-unavailable"; readonly message: string };

/** Starts a command that is watched until `restore` of the result is called. */
export async function startWatched<Process extends Pick<SpawnedProcess, "held">>(
  confinements: Confinements,
  request: ConfinementRequest,
  start: (confinement: Confinement) => Promise<Started<Process>>,
): Promise<Started<Process & Restorable>> {
  const prepared = await confinements.prepare(request);
  if (prepared.type === "changed") return { type: "sandbox-unavailable", message: prepared.message };
  const { confinement, watch } = prepared;
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

/** @param held Paths that the command cannot change, unless somebody else replaces them: then the kernel releases them. */
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

/** The command has ended. Whoever receives its result should know about the failure, and nobody would handle a rejection. */
function notLookedThrough(error: unknown): PutAside {
  return { paths: [], isFailure: true, fault: errorMessage(error) };
}
