import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { hasRoomForProcess } from "@codex/private-files";

/** Its input ends when this process does, however that happens; a line on it means that there is nothing left to guard. */
const SCRIPT = 'read -r _ || kill -KILL "-$1"';

/** For lack of processes, file descriptors or a shell. */
const NO_GUARD: Disposable = { [Symbol.dispose]() {} };

/**
 * Ends a process group when this process dies, even by SIGKILL: a server that does not watch its input would be left behind. Must be
 * disposed when the group has ended, because its number may be reused.
 */
export function guardGroup(processGroup: number): Disposable {
  if (!hasRoomForProcess()) return NO_GUARD;
  const guard = spawn("/bin/sh", ["-c", SCRIPT, "codex-guard", String(processGroup)], {
    cwd: "/",
    env: {},
    stdio: ["pipe", "ignore", "ignore"],
    // Signals to our own group must not reach it.
    detached: true,
  });
  guard.on("error", () => {});
  if (guard.pid === undefined) return NO_GUARD;
  guard.stdin.on("error", () => {});
  guard.unref();
  // Node's pipe to a child is a socket.
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return { [Symbol.dispose]: () => void guard.stdin.end("\n") };
}
