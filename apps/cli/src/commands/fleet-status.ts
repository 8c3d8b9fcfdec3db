import { type FleetStatus, fleetStatus, type ThreadStatus } from "@codex/fleet";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { openFleet } from "../fleet/open-fleet.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** How many threads are shown to people; `--json` lists all. */
const MAX_THREADS = 20;

/** `codex fleet status`: shows the workers, the threads' states and the queue. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  await using fleet = await openFleet(invocation, io, await configFromInvocation(invocation, io));
  const status = await fleetStatus(fleet);
  io.stdout.write(invocation.has("json") ? `${JSON.stringify(status, null, 2)}\n` : textOf(status));
  return 0;
}

function textOf({ workers, threads, queue }: FleetStatus): string {
  const latest = threads.toSorted((one, other) => updatedAt(other) - updatedAt(one)).slice(0, MAX_THREADS);
  const lines = [
    `${workers.length} workers, ${queue.running} turns running, ${queue.waiting} waiting`,
    ...workers.map(({ id, slots, running, labels, isDraining }) => {
      const about = [...labels, ...(isDraining ? ["draining"] : [])].join(", ");
      return `  ${terminalLine(id)}  ${running.length} of ${slots} slots${about === "" ? "" : `  ${terminalLine(about)}`}`;
    }),
    `${threads.length} threads${threads.length > MAX_THREADS ? `, the latest ${MAX_THREADS}` : ""}`,
    ...latest.map((thread) => `  ${terminalLine(thread.id)}  ${thread.status}${whereOf(thread)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function updatedAt(thread: ThreadStatus): number {
  return thread.status === "queued" ? Number.POSITIVE_INFINITY : thread.updatedAt;
}

function whereOf(thread: ThreadStatus): string {
  return thread.status === "running" ? ` on ${terminalLine(thread.worker)}` : "";
}
