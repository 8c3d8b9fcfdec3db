import { readFileSync } from "node:fs";
import { kill, pid as ownPid, uptime } from "node:process";
import { errorCode } from "../error.js";
import type { OpenTurn } from "../rollout/fold-rollout.js";

/** The unit of times in `/proc`. */
const TICK_MS = 10;
/** How much the clocks of a process and of a file may differ. */
const MARGIN_MS = 10_000;

/**
 * Whether the process that ran the turn has ended. Containers and restarted machines give its id to others soon: those started after the
 * turn. Where the system does not tell when they started, the turn counts as running.
 */
export function isGone({ pid, startedAt }: OpenTurn): boolean {
  if (pid === undefined) return false;
  return !exists(pid) || (startOf(pid) ?? 0) > startedAt + MARGIN_MS;
}

/** Whether another process is known to be running the turn. The first versions of our files do not name the process. */
export function runsElsewhere(turn: OpenTurn | undefined): boolean {
  return turn?.pid !== undefined && turn.pid !== ownPid && !isGone(turn);
}

function exists(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}

/** When a process started, in milliseconds since 1970; known on Linux only. */
function startOf(pid: number): number | undefined {
  const [ticks, ownTicks] = [startTicks(pid), startTicks(ownPid)];
  if (ticks === undefined || ownTicks === undefined) return undefined;
  return Date.now() - uptime() * 1000 + (ticks - ownTicks) * TICK_MS;
}

function startTicks(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The program's name stands in parentheses, and may contain some.
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    return Number.isNaN(ticks) ? undefined : ticks;
  } catch {
    return undefined;
  }
}
