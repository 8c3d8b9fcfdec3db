import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { hasRoomForProcess } from "@codex/private-files";

/** Its input ends when this process does, however that happens; a line tells that there is nothing left to guard. */
const SCRIPT = 'read -r _ || kill -KILL "-$1"';

/** For lack of processes, descriptors or a shell. */
const NO_GUARD: Disposable = { [Symbol.dispose]() {} };

/**
 * Ends a process group when this process dies, also by a signal that nobody can catch: a server that waits for something else than its
 * input would be left behind. To be disposed of when the group has ended, since its number may be given to another one.
 */
export function guardGroup(processGroup: number): Disposable {
  if (!hasRoomForProcess()) return NO_GUARD;
  const guard = spawn("/bin/sh", ["-c", SCRIPT, "codex-guard", String(processGroup)], {
    cwd: "/",
    env: {},
    stdio: ["pipe", "ignore", "ignore"],
    // A signal to our own group is not for it.
    detached: true,
  });
  guard.on("error", () => {});
  if (guard.pid === undefined) return NO_GUARD;
  guard.stdin.on("error", () => {});
  guard.unref();
  // A pipe to a child is a socket.
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return { [Symbol.dispose]: () => void guard.stdin.end("\n") };
}
