import { constants } from "node:os";
import self from "node:process";
import { getSystemErrorName } from "node:util";
import type { NativeSpawn, ProgramStart } from "./native-spawn.js";
import { describeSpawnError } from "./spawn-error.js";
import { type StartOutcome, startDirectly } from "./spawn-in-pipes.js";
import type { ExitStatus } from "./spawned-process.js";

/** The kernel tells of ends by a signal; should one be lost, this is how long it goes unnoticed. It also keeps this process waiting. */
const LOOK_MS = 1000;

/** Starts programs and tells of their ends. */
export class ProgramStarter {
  readonly #native: NativeSpawn | undefined;
  readonly #waiting = new Map<number, (status: ExitStatus) => void>();
  #listening: Disposable | undefined;

  /** Without `native` Node starts them. */
  constructor(native: NativeSpawn | undefined) {
    this.#native = native;
  }

  async start(start: ProgramStart): Promise<StartOutcome> {
    const native = this.#native;
    const place = { cwd: "/", env: {} };
    if (native === undefined || overwritesItself(start.stdio)) return startDirectly({ ...start, ...place });
    const pid = native.start(start);
    if (pid > 0) return { type: "started", process: { pid, exited: this.#endOf(pid, native) } };
    const code = getSystemErrorName(pid);
    const error = { code, message: `${start.command[0]} could not be started: ${code}` };
    return { type: "failed-to-start", message: describeSpawnError(error, { ...start, ...place }) };
  }

  #endOf(pid: number, native: NativeSpawn): Promise<ExitStatus> {
    const ended = new Promise<ExitStatus>((resolve) => this.#waiting.set(pid, resolve));
    this.#listening ??= listenForEnds(() => this.#look(native));
    // It may have ended before anybody listened.
    setImmediate(() => this.#look(native));
    return ended;
  }

  #look(native: NativeSpawn): void {
    for (const [pid, tell] of this.#waiting) {
      const status = native.statusOf(pid);
      if (status === undefined) continue;
      this.#waiting.delete(pid);
      tell(exitStatusOf(status));
    }
    if (this.#waiting.size > 0) return;
    this.#listening?.[Symbol.dispose]();
    this.#listening = undefined;
  }
}

function listenForEnds(look: () => void): Disposable {
  const timer = setInterval(look, LOOK_MS);
  self.on("SIGCHLD", look);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      self.off("SIGCHLD", look);
    },
  };
}

/** Whether a descriptor would be replaced before it is handed on. */
const overwritesItself = (stdio: ProgramStart["stdio"]): boolean =>
  stdio.some((source, target) => source !== "ignore" && source < target && stdio[source] !== source);

const SIGNAL_NAMES = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals] as const),
);

function exitStatusOf(status: number): ExitStatus {
  const signal = status & 0x7f;
  if (signal === 0) return { code: (status >> 8) & 0xff, signal: null };
  return { code: null, signal: SIGNAL_NAMES.get(signal) ?? "SIGKILL" };
}
