import { kill, pid as ownPid } from "node:process";
import { errorCode } from "../error.js";
import type { OpenTurn } from "../rollout/fold-rollout.js";

/** Whether the process that ran the turn has ended. Another process may have got the same id since: then the turn counts as running. */
export function isGone({ pid }: OpenTurn): boolean {
  if (pid === undefined) return false;
  try {
    return !kill(pid, 0);
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}

/** Whether another process is known to be running the turn. The first versions of our files do not name the process. */
export function runsElsewhere(turn: OpenTurn | undefined): boolean {
  return turn?.pid !== undefined && turn.pid !== ownPid && !isGone(turn);
}
