import { constants } from "node:os";
import self from "node:process";
import { getSystemErrorName } from "node:util";
import type { Native } from "./native.js";
import type { NativeSpawn, ProgramStart } from "./native-spawn.js";
import { describeSpawnError } from "./spawn-error.js";
import { type StartOutcome, startDirectly } from "./spawn-in-pipes.js";
import type { ExitStatus } from "./spawned-process.js";

/** The kernel reports exits by a signal; a lost one goes unnoticed for this long. The timer also keeps this process alive. */
const LOOK_MS = 1000;

/** The number of starts in other threads at once: each occupies one of Node's few threads, which file access needs too. */
const LANES = 2;

/** Starts programs and reports their exits. */
export class ProgramStarter implements Disposable {
  readonly #native: Pick<Native, "spawn" | "reapGroup">;
  /** Each is called until it returns true because its event has happened. */
  readonly #waiting = new Set<() => boolean>();
  /** Kept until disposal: listening anew for each program takes longer than starting it. */
  #listening: Disposable | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Programs that have not ended, including those still being started. */
  #running = 0;
  /** The latest start of each lane, settled or not. */
  readonly #lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
  #nextLane = 0;

  /** If the native library has no `spawn`, Node starts programs. */
  constructor(native: Pick<Native, "spawn" | "reapGroup">) {
    this.#native = native;
  }

  /**
   * A program that runs alone is started from this thread, because the handover to another thread takes longer than the start. With
   * several at once, that would hold up everything else.
   */
  async start(start: ProgramStart): Promise<StartOutcome> {
    const { spawn: native } = this.#native;
    const place = { cwd: "/", env: {} };
    if (native === undefined || overwritesItself(start.stdio)) return startDirectly({ ...start, ...place });
    this.#running++;
    this.#listen();
    const isAlone = this.#running === 1;
    const pid = isAlone ? native.start(start) : await this.#startElsewhere(start, native);
    // It may have ended before this thread heard of its start.
    if (!isAlone) setImmediate(() => this.#look());
    if (pid > 0) return { type: "started", process: { pid, exited: this.#endOf(pid, native) } };
    this.#running--;
    const code = getSystemErrorName(pid);
    const error = { code, message: `${start.command[0]} could not be started: ${code}` };
    return { type: "failed-to-start", message: describeSpawnError(error, { ...start, ...place }) };
  }

  /** Reaps what a program leaves behind in its process group, as further children of this process. Resolves when none is left. */
  reapGroup(group: number): Promise<void> {
    this.#listen();
    return new Promise((resolve) => {
      const isGone = () => {
        const gone = this.#native.reapGroup(group);
        if (gone) resolve();
        return gone;
      };
      if (!isGone()) this.#waitFor(isGone);
    });
  }

  [Symbol.dispose](): void {
    this.#listening?.[Symbol.dispose]();
    this.#listening = undefined;
  }

  #startElsewhere(start: ProgramStart, native: NativeSpawn): Promise<number> {
    const lane = this.#nextLane;
    this.#nextLane = (lane + 1) % LANES;
    const started = (this.#lanes[lane] ?? Promise.resolve()).then(() => native.startElsewhere(start));
    this.#lanes[lane] = started.catch(() => undefined);
    return started;
  }

  #endOf(pid: number, native: NativeSpawn): Promise<ExitStatus> {
    return new Promise((resolve) => {
      this.#waitFor(() => {
        const status = native.statusOf(pid);
        if (status === undefined) return false;
        this.#running--;
        resolve(exitStatusOf(status));
        return true;
      });
    });
  }

  /** Must be called before the events can happen. */
  #listen(): void {
    this.#listening ??= listenForEnds(() => this.#look());
  }

  #waitFor(hasHappened: () => boolean): void {
    this.#waiting.add(hasHappened);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  #look(): void {
    for (const hasHappened of this.#waiting) if (hasHappened()) this.#waiting.delete(hasHappened);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** All who wait for exits share one listener of the process. */
const listening = new Set<() => void>();
const lookAll = () => {
  for (const look of listening) look();
};

function listenForEnds(look: () => void): Disposable {
  if (listening.size === 0) self.on("SIGCHLD", lookAll);
  listening.add(look);
  return {
    [Symbol.dispose]() {
      listening.delete(look);
      if (listening.size === 0) self.off("SIGCHLD", lookAll);
    },
  };
}

/** Whether a descriptor would be overwritten before it is passed on. */
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
